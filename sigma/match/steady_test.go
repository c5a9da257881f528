package match_test

import (
	"fmt"
	"testing"

	"bonafide/sigma"
	"bonafide/sigma/match"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/rulefile"
)

// realEvents look like what is sent, on one line.
var realEvents = []struct {
	name   string
	source sigma.LogSource
	raw    string
}{ //nolint:gochecknoglobals // a table
	{"sysmon_evtx", sigma.LogSource{Product: "windows"}, `{"Event":{"System":{"Provider":{"Name":"Microsoft-Windows-Sysmon","Guid":"5770385F-C22A-43E0-BF4C-06F5698FFBD9"},"EventID":{"Value":1},"Version":5,"Level":4,"Task":1,"Opcode":0,"Keywords":9223372036854775808,"TimeCreated":{"SystemTime":1764230252.317336},"EventRecordID":676404,"Correlation":{},"Execution":{"ProcessID":3544,"ThreadID":4264},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"ws-17.corp.example","Security":{"UserID":"S-1-5-18"}},"EventData":{"RuleName":"-","UtcTime":"2026-11-27 07:57:32.315","ProcessGuid":"0197231E-046C-6928-160C-000000000D00","ProcessId":296,"Image":"C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe","FileVersion":"10.0.26100.1 (WinBuild.160101.0800)","Description":"Windows PowerShell","Product":"Microsoft® Windows® Operating System","Company":"Microsoft Corporation","OriginalFileName":"PowerShell.EXE","CommandLine":"powershell.exe -NoProfile -File \"C:\\Program Files\\Inventory\\collect.ps1\" –Mode full","CurrentDirectory":"C:\\Users\\Müller\\","User":"CORP\\müller","IntegrityLevel":"Medium","Hashes":"SHA256=5E4F2C531C549BB72A658ED9DD16D491EDDBB2865E4F2C531C549BB72A658ED9","ParentImage":"C:\\Windows\\explorer.exe","ParentCommandLine":"C:\\Windows\\Explorer.EXE"}}}`},
	{"windows_security", sigma.LogSource{Product: "windows", Service: "security"}, `{"EventID":4624,"Channel":"Security","TimeCreated":"2026-11-27T07:57:32.315Z","Computer":"dc-1.corp.example","SubjectUserSid":"S-1-0-0","TargetUserName":"svc-backup","TargetDomainName":"CORP","LogonType":3,"IpAddress":"192.0.2.17","IpPort":49822,"WorkstationName":null,"Keywords":["Audit Success","0x8020000000000000"]}`},
	{"okta", sigma.LogSource{Product: "okta", Service: "okta"}, `{"actor":{"id":"00u1","type":"User","alternateId":"ann@corp.example","displayName":"Ann Ïs"},"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)","os":"Windows 10","browser":"CHROME"},"device":"Computer","ipAddress":"192.0.2.77","geographicalContext":{"city":"Dallas","country":"United States","geolocation":{"lat":32.78,"lon":-96.8}}},"authenticationContext":{"externalSessionId":"x1"},"displayMessage":"User login to Okta","eventType":"user.session.start","outcome":{"result":"SUCCESS","reason":null},"published":"2026-11-16T09:00:00.000Z","securityContext":{"asNumber":64500,"isp":"example","isProxy":true},"severity":"INFO","debugContext":{"debugData":{"requestUri":"/api/v1/authn","behaviors":"{New IP=POSITIVE, New Device=NEGATIVE}"}},"target":[{"id":"0oa1","type":"AppInstance","displayName":"Mail"},{"id":"0oa2","type":"AppUser"}]}`},
	{"cloudtrail", sigma.LogSource{Product: "aws", Service: "cloudtrail"}, `{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::123456789012:user/ann","accountId":"123456789012","userName":"ann"},"eventTime":"2026-11-16T09:00:00Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.9","userAgent":"Mozilla/5.0","requestParameters":null,"responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"No","LoginTo":"https:\/\/console.example\/"},"readOnly":false}`},
}

// TestSteadyStateAllocatesNothing counts once the session knows the event.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	sets := map[string][]*sigma.Rule{"starter": starter(t), "many": manyRules(t, 1000), "each_kind": eachKind(t)}
	for name, rules := range sets {
		m, err := match.Compile(match.Config{Rules: rules, Routes: pipeline.Routes(), Layout: pipeline.Layouts()["windows-evtx"], AnySource: name == "each_kind"})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range realEvents {
			t.Run(name+"/"+e.name, func(t *testing.T) {
				s, raw := m.Session(), []byte(e.raw)
				n := testing.AllocsPerRun(5, func() {
					for range 300 {
						if _, err := s.Match(raw, e.source); err != nil {
							t.Error(err)
						}
					}
				})
				if n != 0 {
					t.Errorf("%v allocations for 300 events", n)
				}
			})
		}
	}
}

// manyRules makes rules for new processes, as public collections have them.
func manyRules(t testing.TB, n int) []*sigma.Rule {
	t.Helper()
	var text string
	for i := range n {
		text += fmt.Sprintf(`---
title: tool %[1]d
logsource: {product: windows, category: process_creation}
detection:
  img: [{Image|endswith: '\tool%[1]d.exe'}, {OriginalFileName: Tool%[1]d.exe}]
  cli: {CommandLine|contains|all: [' -opt%[1]d', ' --mode-%[2]d '], CommandLine|contains: ['val%[1]d', 'C:\Temp\%[2]d']}
  parent: {ParentImage|endswith: ['\word.exe', '\shell%[2]d.exe']}
  filter_known: {User|contains: [AUTHORI, AUTORI], CommandLine|startswith: 'C:\Program Files\'}
  condition: img and 1 of cli or parent and cli and not 1 of filter_*
`, i, i%50)
	}
	c, problems := rulefile.Parse("many.yml", []byte(text))
	if len(c.Rules) != n {
		t.Fatal(problems)
	}
	return c.Rules
}

// BenchmarkMatch is a quick look; cmd/benchmark sigma measures with public rules beside
// parsing alone.
func BenchmarkMatch(b *testing.B) {
	for _, c := range []struct {
		name  string
		rules []*sigma.Rule
	}{{"starter", starter(b)}, {"10", manyRules(b, 10)}, {"100", manyRules(b, 100)}, {"1000", manyRules(b, 1000)}} {
		m, err := match.Compile(match.Config{Rules: c.rules, Routes: pipeline.Routes(), Layout: pipeline.Layouts()["windows-evtx"]})
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range realEvents {
			b.Run(c.name+"_rules/"+e.name, func(b *testing.B) {
				s, raw := m.Session(), []byte(e.raw)
				b.SetBytes(int64(len(raw)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := s.Match(raw, e.source); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkCompile compiles and meets the first event.
func BenchmarkCompile(b *testing.B) {
	rules := manyRules(b, 1000)
	for b.Loop() {
		m, err := match.Compile(match.Config{Rules: rules})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Session().Match([]byte(realEvents[0].raw), sigma.LogSource{Product: "windows", Category: "process_creation"}); err != nil {
			b.Fatal(err)
		}
	}
}
