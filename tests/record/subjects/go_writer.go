// A Go program: no C library, many threads, its own runtime.
package main

import (
	"fmt"
	"os"
	"sync"
)

func main() {
	var all sync.WaitGroup
	for worker := 0; worker < 4; worker++ {
		all.Add(1)
		go func(number int) {
			defer all.Done()
			for item := 0; item < 10; item++ {
				name := fmt.Sprintf("item-%d-%d", number, item)
				if err := os.WriteFile(name+".tmp", []byte(name), 0o644); err != nil {
					panic(err)
				}
				if err := os.Rename(name+".tmp", name); err != nil {
					panic(err)
				}
			}
		}(worker)
	}
	all.Wait()
}
