package discord

import (
	"context"
	"sync"
)

// queue runs jobs on a few workers. Jobs with the same key run one after the other, in the order they were added;
// there is room for a fixed number of jobs.
type queue struct {
	mu     sync.Mutex
	lanes  map[string][]func() // by key: what waits behind the job in hand; no entry when none is in hand
	ready  chan keyed
	jobs   int // in hand and waiting
	room   int
	closed bool
	done   chan struct{} // closed when the workers have ended
}

type keyed struct {
	key string
	job func()
}

// newQueue starts the workers. Jobs must not panic.
func newQueue(workers, waiting int) *queue {
	q := &queue{lanes: map[string][]func(){}, room: workers + waiting, done: make(chan struct{})}
	q.ready = make(chan keyed, q.room)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(q.work)
	}
	go func() {
		wg.Wait()
		close(q.done)
	}()
	return q
}

// add puts a job in line, or says that there is no room or that the queue was closed. It never waits.
func (q *queue) add(key string, job func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.jobs >= q.room {
		return false
	}
	q.jobs++
	if behind, busy := q.lanes[key]; busy {
		q.lanes[key] = append(behind, job)
		return true
	}
	q.lanes[key] = nil
	q.ready <- keyed{key, job} // has room for every job
	return true
}

func (q *queue) work() {
	for k := range q.ready {
		k.job()
		q.mu.Lock()
		q.jobs--
		if behind := q.lanes[k.key]; len(behind) > 0 {
			q.lanes[k.key] = behind[1:]
			q.ready <- keyed{k.key, behind[0]}
		} else {
			delete(q.lanes, k.key)
		}
		if q.closed && q.jobs == 0 {
			close(q.ready)
		}
		q.mu.Unlock()
	}
}

// close lets no more jobs in. The workers end when the jobs that are in have been done.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		if q.jobs == 0 {
			close(q.ready)
		}
	}
}

// wait waits until the workers have ended, or ctx.
func (q *queue) wait(ctx context.Context) error {
	select {
	case <-q.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
