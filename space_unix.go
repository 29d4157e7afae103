//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// freeSpace is how many bytes this user can still write to the disk that holds a folder.
func freeSpace(folder string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, fmt.Errorf("ask for the free space: %w", err)
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
