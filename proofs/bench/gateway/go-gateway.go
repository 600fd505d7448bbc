// A gateway as grpc-gateway's manual shows it, over stubs made from our protos. Neither identity nor quota.
// Like every contender it prints where it listens; `cpu` on standard input is answered with the CPU used so far.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"syscall"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	needs "bench/gen/doorstep/matching/v1"
)

func main() {
	mux := runtime.NewServeMux()
	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	address := os.Getenv("BENCH_BACKEND")
	if err := needs.RegisterNeedServiceHandlerFromEndpoint(context.Background(), mux, address, options); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() { log.Fatal(http.Serve(listener, mux)) }()
	fmt.Printf("{\"ready\":true,\"port\":%d}\n", listener.Addr().(*net.TCPAddr).Port)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan() && lines.Text() == "cpu"; {
		fmt.Printf("{\"cpu\":%d}\n", used())
	}
}

// used is this process's CPU in microseconds, user and system.
func used() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return (usage.Utime.Nano() + usage.Stime.Nano()) / 1000
}
