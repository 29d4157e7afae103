package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// direct runs the statements that adding runs for every quote, past database/sql: the driver binds all arguments of a
// query and takes its first step in one call, where the usual way makes a call for each argument. It is for the
// goroutine that holds the write lock, and only while its transaction lasts; nobody else uses the connection then,
// because the transaction's context is never cancelled (DB.within).
type direct struct {
	conn    *sqlite3.SQLiteConn
	stmts   map[string]*sqlite3.SQLiteStmt
	args    []driver.NamedValue
	inserts map[rowShape]string // their text
}

// cell is a value of a new row with its column: nil, bool, int64, float64, string or []byte.
type cell struct {
	name  string
	value driver.Value
}

// rowShape is which columns of a list a new row of a table gives.
type rowShape struct {
	table string
	given uint64
}

// directly gives the driver's side of a connection.
func directly(conn *sql.Conn) (*direct, error) {
	d := &direct{stmts: map[string]*sqlite3.SQLiteStmt{}, inserts: map[rowShape]string{}}
	err := conn.Raw(func(c any) error {
		var ok bool
		if d.conn, ok = c.(*sqlite3.SQLiteConn); !ok {
			return fmt.Errorf("db: the connection is a %T", c)
		}
		return nil
	})
	return d, err
}

// close lets go of the statements. What they could still report does not matter after the last of them has run.
func (d *direct) close() {
	for _, s := range d.stmts {
		_ = s.Close()
	}
	d.stmts = map[string]*sqlite3.SQLiteStmt{}
}

// run runs a statement that gives no rows. Its arguments are nil, int64, float64 and string.
func (d *direct) run(query string, args ...driver.Value) error {
	rows, err := d.query(query, args)
	if err != nil {
		return err
	}
	return rows.Close()
}

// insert adds a row to a table. The first columns are always given; later ones that are nil or the empty text
// are left to the table's defaults. Most quotes leave most columns empty, and an empty value costs as much to hand over as
// a short one. There are no more than 64 columns, always the same for a table.
func (d *direct) insert(table string, first int, cells []cell) error {
	shape := rowShape{table: table}
	d.args = d.args[:0]
	for i, c := range cells {
		if i >= first && (c.value == nil || c.value == "") {
			continue
		}
		shape.given |= 1 << i
		d.args = append(d.args, driver.NamedValue{Ordinal: len(d.args) + 1, Value: c.value})
	}
	query, ok := d.inserts[shape]
	if !ok {
		var names []string
		for i, c := range cells {
			if shape.given&(1<<i) != 0 {
				names = append(names, c.name)
			}
		}
		query = `INSERT INTO ` + table + ` (` + strings.Join(names, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(names)-1) + `)`
		d.inserts[shape] = query
	}
	rows, err := d.start(query)
	if err != nil {
		return err
	}
	return rows.Close()
}

// id runs a query for a number: that of its first row, or 0.
func (d *direct) id(query string, args ...driver.Value) (int64, error) {
	rows, err := d.query(query, args)
	if err != nil {
		return 0, err
	}
	var id [1]driver.Value
	err = ignore(rows.Next(id[:]), io.EOF)
	n, _ := id[0].(int64) // nil when there was no row
	return n, errors.Join(err, rows.Close())
}

func (d *direct) query(query string, args []driver.Value) (driver.Rows, error) {
	d.args = d.args[:0]
	for i, a := range args {
		d.args = append(d.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return d.start(query)
}

// start runs a query with d.args up to its first row.
func (d *direct) start(query string) (driver.Rows, error) {
	s := d.stmts[query]
	if s == nil {
		made, err := d.conn.PrepareContext(context.Background(), query)
		if err != nil {
			return nil, err
		}
		s = made.(*sqlite3.SQLiteStmt)
		d.stmts[query] = s
	}
	return s.QueryContext(context.Background(), d.args)
}
