// Writes a file from a function of its own; built once with symbols and once without.
package main

import "os"

//go:noinline
func writeRows(file *os.File) {
	if _, err := file.WriteString("rows\n"); err != nil { // site: go
		os.Exit(1)
	}
}

func main() {
	file, err := os.Create("out")
	if err != nil {
		os.Exit(1)
	}
	writeRows(file)
	file.Close()
}
