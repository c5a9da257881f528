package match_test

import (
	"fmt"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/rulefile"
)

func ExampleMatcher() {
	c, problems := rulefile.Parse("rules.yml", []byte(`
title: Encoded PowerShell
logsource: {category: process_creation, product: windows}
detection:
    selection:
        Image|endswith: '\powershell.exe'
        CommandLine|contains|windash: ' -enc'
    filter_inventory:
        User: CORP\inventory
    condition: selection and not 1 of filter_*
`))
	if sigma.HasErrors(problems) {
		fmt.Println(problems)
		return
	}
	m, err := match.Compile(match.Config{Rules: c.Rules})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := m.Session() // one for each goroutine
	matching, err := s.Match(
		[]byte(`{"Image": "C:\\Windows\\PowerShell.exe", "CommandLine": "powershell /ENC aQBkAA==", "User": "CORP\\ann"}`),
		sigma.LogSource{Category: "process_creation", Product: "windows"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range matching {
		fmt.Println(c.Rules[i].Title)
	}
	// Output: Encoded PowerShell
}
