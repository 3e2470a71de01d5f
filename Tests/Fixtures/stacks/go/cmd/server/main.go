package main

import (
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if _, err := time.LoadLocation("Europe/Berlin"); err != nil {
		panic(err)
	}
	if file, err := os.CreateTemp("", "own"); err != nil {
		panic(err)
	} else {
		file.Close()
	}
	if _, err := os.Stat("/etc/ssl/certs/ca-certificates.crt"); err != nil {
		panic(err)
	}
	http.HandleFunc("/health", func(writer http.ResponseWriter, request *http.Request) { writer.WriteHeader(200) })
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() { panic(http.ListenAndServe(":"+os.Getenv("PORT"), nil)) }()
	<-stop
}
