// Prints the time and random bytes as Go's own runtime finds them, in several goroutines.
package main

import (
	"crypto/rand"
	"fmt"
	"os/exec"
	"sync"
	"time"
)

func main() {
	var group sync.WaitGroup
	for n := 0; n < 4; n++ {
		group.Add(1)
		go func() {
			defer group.Done()
			fmt.Println("wall go", time.Now().UnixNano())
		}()
	}
	group.Wait()
	begun := time.Now()
	time.Sleep(50 * time.Millisecond)
	fmt.Println("slept", time.Since(begun).Nanoseconds())
	bytes := make([]byte, 8)
	rand.Read(bytes)
	fmt.Printf("random %x\n", bytes)
	output, _ := exec.Command("date", "+wall date %s%N").Output()
	fmt.Print(string(output))
}
