package conformance

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// request is a line to an engine, of which it has one of two kinds.
type request struct {
	Load    *loadRequest    `json:"load,omitempty"`
	Observe *observeRequest `json:"observe,omitempty"`
}

type loadRequest struct {
	Rules string              `json:"rules"`
	Vars  map[string][]string `json:"vars,omitempty"`
}

type observeRequest struct {
	At    time.Time `json:"at"`
	Event string    `json:"event"`
}

// response is the line that answers a request.
type response struct {
	Error string `json:"error,omitempty"`
	Result
}

// Remote speaks to an engine in lines of JSON, for instance over the standard input and
// output of a program.
type Remote struct {
	out *json.Encoder
	in  *bufio.Reader
}

// NewRemote begins to speak to an engine: out is what it reads, in what it answers.
func NewRemote(out io.Writer, in io.Reader) (*Remote, error) {
	if out == nil || in == nil {
		return nil, errors.New("conformance: an engine needs two streams")
	}
	return &Remote{json.NewEncoder(out), bufio.NewReader(in)}, nil
}

// Load implements Engine.
func (r *Remote) Load(rules string, vars map[string][]string) error {
	_, err := r.ask(request{Load: &loadRequest{rules, vars}})
	return err
}

// Observe implements Engine.
func (r *Remote) Observe(at time.Time, event string) (Result, error) {
	return r.ask(request{Observe: &observeRequest{at, event}})
}

func (r *Remote) ask(q request) (Result, error) {
	if err := r.out.Encode(q); err != nil {
		return Result{}, fmt.Errorf("conformance: ask: %w", err)
	}
	line, err := r.in.ReadBytes('\n')
	if err != nil {
		return Result{}, fmt.Errorf("conformance: read the answer: %w", err)
	}
	var a response
	if err := json.Unmarshal(line, &a); err != nil {
		return Result{}, fmt.Errorf("conformance: read the answer %q: %w", line, err)
	}
	if a.Error != "" {
		return Result{}, errors.New(a.Error)
	}
	return a.Result, nil
}

// Serve answers requests from in with an engine until they end.
func Serve(engine Engine, in io.Reader, out io.Writer) error {
	lines, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var q request
		err := lines.Decode(&q)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("conformance: read a request: %w", err)
		}
		var a response
		switch {
		case q.Load != nil:
			err = engine.Load(q.Load.Rules, q.Load.Vars)
		case q.Observe != nil:
			a.Result, err = engine.Observe(q.Observe.At, q.Observe.Event)
		default:
			err = errors.New("the request is neither load nor observe")
		}
		if err != nil {
			a.Error = err.Error()
		}
		if err := answers.Encode(a); err != nil {
			return fmt.Errorf("conformance: answer: %w", err)
		}
	}
}
