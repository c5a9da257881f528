// Command peers runs the Go Sigma engines that others have written over the events that
// `benchmark sigma` hands it, so that all figures come from one run. It is a module of its
// own: what it needs stays out of the product.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/bradleyjkemp/sigma-go"
	"github.com/bradleyjkemp/sigma-go/evaluator"
	engine "github.com/markuskont/go-sigma-rule-engine"
)

// work is what standard input holds: sets of rule files, and events with the set that
// applies to each.
type work struct {
	Sets    [][]string `json:"sets"`
	Events  []event    `json:"events"`
	Seconds float64    `json:"seconds"`
}

type event struct {
	Set int    `json:"set"`
	Raw string `json:"raw"`
}

// result is what an engine did. Rate is events per second.
type result struct {
	Engine  string  `json:"engine"`
	Loaded  int     `json:"loaded"`
	Failed  int     `json:"failed"`
	Events  int     `json:"events"`
	Rate    float64 `json:"rate"`
	Matches int     `json:"matches"`
}

// matcher decides one event of a set.
type matcher interface {
	match(set int, raw []byte) (int, error)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run() error {
	runtime.GOMAXPROCS(1)
	var w work
	if err := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20)).Decode(&w); err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	for _, open := range []func(work) (matcher, result){openSigmaGo, openRuleEngine} {
		m, r := open(w)
		if err := measure(w, m, &r); err != nil {
			return err
		}
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// measure goes over the events until the time is up, at least ten of them.
func measure(w work, m matcher, r *result) error {
	start := time.Now()
	limit := time.Duration(w.Seconds * float64(time.Second))
	for r.Events < 10 || time.Since(start) < limit {
		e := w.Events[r.Events%len(w.Events)]
		n, err := m.match(e.Set, []byte(e.Raw))
		if err != nil {
			return err
		}
		r.Events++
		r.Matches += n
	}
	r.Rate = float64(r.Events) / time.Since(start).Seconds()
	return nil
}

// sigmaGo is github.com/bradleyjkemp/sigma-go.
type sigmaGo struct {
	sets []evaluator.RuleEvaluatorBundle
}

func openSigmaGo(w work) (matcher, result) {
	m, r := &sigmaGo{}, result{Engine: "sigma-go v0.6.6"}
	loaded := map[string]bool{}
	for _, set := range w.Sets {
		var rules []sigma.Rule
		for _, path := range set {
			rule, err := parseSigmaGo(path)
			if _, seen := loaded[path]; !seen {
				loaded[path] = err == nil
			}
			if err == nil {
				rules = append(rules, rule)
			}
		}
		m.sets = append(m.sets, evaluator.ForRules(rules))
	}
	r.count(loaded)
	return m, r
}

func parseSigmaGo(path string) (rule sigma.Rule, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	text, err := os.ReadFile(path)
	if err != nil {
		return rule, err
	}
	if rule, err = sigma.ParseRule(text); err != nil {
		return rule, err
	}
	_, err = evaluator.ForRule(rule).Matches(context.Background(), map[string]any{})
	return rule, err
}

func (r *result) count(loaded map[string]bool) {
	for _, ok := range loaded {
		if ok {
			r.Loaded++
		} else {
			r.Failed++
		}
	}
}

func (m *sigmaGo) match(set int, raw []byte) (int, error) {
	var e map[string]any
	if err := json.Unmarshal(raw, &e); err != nil {
		return 0, err
	}
	results, err := m.sets[set].Matches(context.Background(), e)
	n := 0
	for _, r := range results {
		if r.Match {
			n++
		}
	}
	_ = err // a rule that fails on this event does not match
	return n, nil
}

// ruleEngine is github.com/markuskont/go-sigma-rule-engine.
type ruleEngine struct{ sets [][]*engine.Tree }

func openRuleEngine(w work) (matcher, result) {
	m, r := &ruleEngine{}, result{Engine: "go-sigma-rule-engine v0.3.0"}
	loaded := map[string]bool{}
	trees := map[string]*engine.Tree{}
	for _, set := range w.Sets {
		var list []*engine.Tree
		for _, path := range set {
			if _, seen := loaded[path]; !seen {
				t, err := parseRuleEngine(path)
				loaded[path] = err == nil
				trees[path] = t
			}
			if loaded[path] {
				list = append(list, trees[path])
			}
		}
		m.sets = append(m.sets, list)
	}
	r.count(loaded)
	return m, r
}

func parseRuleEngine(path string) (t *engine.Tree, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	rules, err := engine.NewRuleList([]string{path}, false, false)
	if err != nil {
		return nil, err
	}
	if len(rules) != 1 {
		return nil, fmt.Errorf("%d rules", len(rules))
	}
	return engine.NewTree(rules[0])
}

func (m *ruleEngine) match(set int, raw []byte) (int, error) {
	var e fields
	if err := json.Unmarshal(raw, &e); err != nil {
		return 0, err
	}
	n := 0
	for _, t := range m.sets[set] {
		if ok, _ := t.Match(e); ok {
			n++
		}
	}
	return n, nil
}

// fields is an event as go-sigma-rule-engine asks it.
type fields map[string]any

// Keywords gives the message.
func (f fields) Keywords() ([]string, bool) {
	s, ok := f["Message"].(string)
	return []string{s}, ok
}

// Select gives a field, below a path of dots where there is one.
func (f fields) Select(name string) (any, bool) {
	if v, ok := f[name]; ok {
		return v, true
	}
	head, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return nil, false
	}
	sub, ok := f[head].(map[string]any)
	if !ok {
		return nil, false
	}
	return fields(sub).Select(rest)
}
