// Tempo's server as a program of this module. The release that the registries have is older than Go 1.21, whose order of
// initialisation lets gRPC's own codec replace Tempo's: it is registered here once more, after everything else.
package main

import (
	"flag"
	"fmt"
	"os"

	gogo "github.com/gogo/protobuf/proto"
	"github.com/grafana/tempo/cmd/tempo/app"
	"google.golang.org/grpc/encoding"
	"google.golang.org/protobuf/proto"
	"gopkg.in/yaml.v2"
)

type codec struct{}

func (codec) Name() string { return "proto" }

func (codec) Marshal(v interface{}) ([]byte, error) {
	if m, ok := v.(proto.Message); ok {
		return proto.Marshal(m)
	}
	return gogo.Marshal(v.(gogo.Message))
}

func (codec) Unmarshal(data []byte, v interface{}) error {
	if m, ok := v.(proto.Message); ok {
		return proto.Unmarshal(data, m)
	}
	return gogo.Unmarshal(data, v.(gogo.Message))
}

func run(file string) error {
	encoding.RegisterCodec(codec{})
	var config app.Config
	config.RegisterFlagsAndApplyDefaults("", flag.NewFlagSet("", flag.ContinueOnError))
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalStrict(text, &config); err != nil {
		return err
	}
	server, err := app.New(config)
	if err != nil {
		return err
	}
	return server.Run()
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: tempo CONFIG.yaml")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
