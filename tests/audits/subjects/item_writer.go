// As item_writer.cpp, in one goroutine for each of THREADS, from Go's own runtime.
// Usage: item_writer DIRECTORY COUNT THREADS atomic|in-place
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func makeItem(path string, number int, atomic bool) {
	if _, err := os.Stat(path); err == nil {
		return
	}
	target := path
	if atomic {
		target += ".tmp"
	}
	file, err := os.Create(target)
	check(err)
	_, err = fmt.Fprintf(file, "item %d head\n", number)
	check(err)
	_, err = fmt.Fprintf(file, "item %d tail\n", number)
	check(err)
	check(file.Close())
	if atomic {
		check(os.Rename(target, path))
	}
}

func main() {
	directory := os.Args[1]
	count, _ := strconv.Atoi(os.Args[2])
	threads, _ := strconv.Atoi(os.Args[3])
	atomic := os.Args[4] == "atomic"
	check(os.MkdirAll(directory, 0755))
	var workers sync.WaitGroup
	for worker := 0; worker < threads; worker++ {
		workers.Add(1)
		go func(worker int) {
			defer workers.Done()
			for number := worker; number < count; number += threads {
				makeItem(fmt.Sprintf("%s/item-%d", directory, number), number, atomic)
			}
		}(worker)
	}
	workers.Wait()
}
