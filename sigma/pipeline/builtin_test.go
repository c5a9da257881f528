package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bonafide/sigma"
	"bonafide/sigma/pipeline"
	"bonafide/sigma/plain"
)

func TestBuiltins(t *testing.T) {
	const process = "title: t\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image|endswith: '\\x.exe', User|contains: AUTH, IntegrityLevel: High, Hashes|contains: MD5=0A, Provider_Name: p, Rare: 1}, condition: s}\n"
	for name, c := range map[string]struct{ pipeline, rule, want string }{
		"windows_audit": {"windows-audit", process, `windows/process_creation/
s: (NewProcessName=*\x.exe and (SubjectUserName=*AUTH* or SubjectDomainName=*AUTH*) and MandatoryLabel=S-1-16-12288 and Hashes=*MD5=0A* and Provider_Name=p and Rare=#1)
_added_1: (Channel=Security and EventID=#4688)
(_added_1 and s)
`},
		"windows_audit_leaves_others": {"windows-audit", strings.Replace(process, "process_creation", "file_event", 1), `windows/file_event/
s: (Image=*\x.exe and User=*AUTH* and IntegrityLevel=High and Hashes=*MD5=0A* and Provider_Name=p and Rare=#1)
s
`},
		"ecs_windows": {"ecs-windows", process, `windows/process_creation/
s: (process.executable=*\x.exe and (user.name=*AUTH* or user.domain=*AUTH* or winlog.event_data.User=*AUTH*) and winlog.event_data.IntegrityLevel=High and winlog.event_data.Hashes=*MD5=0A* and winlog.provider_name=p and winlog.event_data.Rare=#1)
s
`},
		"ecs_windows_module": {"ecs-windows", "title: t\nlogsource: {product: windows, category: image_load}\ndetection: {s: {ImageLoaded|endswith: '\\x.dll', Company: c, 'keyword': null}, condition: s}\n", `windows/image_load/
s: ((dll.path=*\x.dll or file.path=*\x.dll) and (dll.pe.company=c or file.pe.company=c) and winlog.event_data.keyword=null)
s
`},
		"ecs_unix": {"ecs-unix", "title: t\nlogsource: {product: linux, category: file_event}\ndetection: {s: {TargetFilename|startswith: /etc/, Image: /bin/x}, condition: s}\n", `linux/file_event/
s: (file.path=/etc/* and process.executable=/bin/x)
_added_1: event.category=file
(_added_1 and s)
`},
		"ocsf_process": {"ocsf", process, `windows/process_creation/
s: (process.file.path=*\x.exe and (process.user.name=*AUTH* or actor.user.name=*AUTH*) and process.integrity=High and process.file.hashes.value=*0A* and Provider_Name=p and Rare=#1)
_added_1: (class_uid=#1007 and activity_id=#1)
(_added_1 and s)
`},
		"ocsf_network": {"ocsf", "title: t\nlogsource: {product: windows, category: network_connection}\ndetection: {s: {Initiated: 'true', DestinationIp|startswith: '10.', Image: x}, condition: s}\n", `windows/network_connection/
s: (connection_info.direction_id=2 and dst_endpoint.ip=10.* and actor.process.file.path=x)
_added_1: class_uid=#4001
(_added_1 and s)
`},
		"ocsf_dns": {"ocsf", "title: t\nlogsource: {product: windows, category: dns_query}\ndetection: {s: {QueryName: x.example, Image: x}, condition: s}\n", `windows/dns_query/
s: (query.hostname=x.example and actor.process.file.path=x)
_added_1: class_uid=#4003
(_added_1 and s)
`},
		"ocsf_file": {"ocsf", "title: t\nlogsource: {product: windows, category: file_delete}\ndetection: {s: {TargetFilename: x, User: u}, condition: s}\n", `windows/file_delete/
s: (file.path=x and actor.user.name=u)
_added_1: (class_uid=#1001 and activity_id=#4)
(_added_1 and s)
`},
		"ocsf_module": {"ocsf", "title: t\nlogsource: {product: windows, category: image_load}\ndetection: {s: {ImageLoaded: x, Image: y}, condition: s}\n", `windows/image_load/
s: (module.file.path=x and actor.process.file.path=y)
_added_1: (class_uid=#1005 and activity_id=#1)
(_added_1 and s)
`},
		"ocsf_okta": {"ocsf", "title: t\nlogsource: {product: okta, service: okta}\ndetection: {s: {eventType: user.session.start, actor.alternateId: a, debugContext.debugData.x: y}, condition: s}\n", `okta//okta
s: (metadata.event_code=user.session.start and (actor.user.name=a or actor.user.email_addr=a) and unmapped.debugContext.debugData.x=y)
s
`},
		"ocsf_azure": {"ocsf", "title: t\nlogsource: {product: azure, service: signinlogs}\ndetection: {s: {ResultType: 50053, userAgent: x}, condition: s}\n", `azure//signinlogs
s: (status_code=#50053 and http_request.user_agent=x)
_added_1: class_uid=#3002
(_added_1 and s)
`},
	} {
		t.Run(name, func(t *testing.T) {
			p, ok := pipeline.Builtin(c.pipeline)
			if !ok {
				t.Fatal("there is no such pipeline")
			}
			got, problems := p.Apply(one(t, c.rule))
			if d := cmp.Diff(c.want, show(got)); d != "" || len(problems) > 0 {
				t.Error(d, problems)
			}
		})
	}
}

func TestNames(t *testing.T) {
	if d := cmp.Diff([]string{"ecs-unix", "ecs-windows", "ocsf", "windows-audit"}, pipeline.Names()); d != "" {
		t.Error(d)
	}
	for _, name := range append(pipeline.Names(), "routes", "../builtin/ocsf", "no") {
		if p, ok := pipeline.Builtin(name); ok != slices.Contains(pipeline.Names(), name) || ok && p.Name != name {
			t.Errorf("%q: %v", name, ok)
		}
	}
}

// is tells whether an event is of a source, by the routes.
func is(t *testing.T, event string, l sigma.Layout, s sigma.LogSource) bool {
	t.Helper()
	e, err := plain.Decode([]byte(event))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(pipeline.Routes(), func(r sigma.Route) bool {
		for field, values := range r.When {
			var any sigma.Or
			for _, v := range values {
				any.Of = append(any.Of, &sigma.Test{Field: field, Value: sigma.Text{Pattern: sigma.Pattern{{Kind: sigma.Literal, Text: v}}}})
			}
			if !plain.Match(&any, e, l) {
				return false
			}
		}
		for _, field := range r.Has {
			if !plain.Match(&sigma.Test{Field: field, Value: sigma.Exists{Want: true}}, e, l) {
				return false
			}
		}
		return s.Covers(r.Source)
	})
}

func TestRoutes(t *testing.T) {
	attributes := `{"Event":{"System":{"Provider":{"#attributes":{"Name":"P"}},"EventID":%,"Channel":"Microsoft-Windows-Sysmon/Operational"},"EventData":{"EventType":"DeleteValue"}}}`
	members := `{"Event":{"System":{"Provider":{"Name":"P"},"EventID":{"Value":%},"Channel":"microsoft-windows-sysmon/operational"},"EventData":{"EventType":"DeleteValue"}}}`
	beat := `{"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"%","event_data":{"EventType":"DeleteValue"}}}`
	for name, c := range map[string]struct {
		id       string
		category string
		want     bool
	}{
		"process":          {"1", "process_creation", true},
		"no_process":       {"11", "process_creation", false},
		"file":             {"11", "file_event", true},
		"registry":         {"12", "registry_event", true},
		"registry_removed": {"12", "registry_delete", true},
		"registry_added":   {"12", "registry_add", false},
		"removed_as_well":  {"26", "file_delete", true},
		"any_category":     {"250", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			source := sigma.LogSource{Product: "windows", Category: c.category, Service: "sysmon"}
			for shape, event := range map[string]string{"windows-evtx": attributes, "windows-evtx ": members, "winlogbeat": beat} {
				l := pipeline.Layouts()[strings.TrimSpace(shape)]
				if got := is(t, strings.Replace(event, "%", c.id, 1), l, source); got != c.want {
					t.Errorf("%s: it is %t", shape, got)
				}
			}
		})
	}
	for name, c := range map[string]struct {
		event  string
		source sigma.LogSource
	}{
		"audit":       {`{"Event":{"System":{"EventID":4688,"Channel":"Security"}}}`, sigma.LogSource{Product: "windows", Category: "process_creation"}},
		"powershell":  {`{"EventID":4104,"Channel":"PowerShellCore/Operational"}`, sigma.LogSource{Product: "windows", Category: "ps_script"}},
		"cloudtrail":  {`{"eventVersion":"1.08","eventSource":"iam.amazonaws.com"}`, sigma.LogSource{Product: "aws", Service: "cloudtrail"}},
		"okta":        {`{"version":"0","actor":{"type":"User"},"outcome":{"result":"SUCCESS"}}`, sigma.LogSource{Product: "okta", Service: "okta"}},
		"azure":       {`{"category":"SignInLogs"}`, sigma.LogSource{Product: "azure", Service: "signinlogs"}},
		"zeek":        {`{"_path":"dns"}`, sigma.LogSource{Product: "zeek", Service: "dns"}},
		"kubernetes":  {`{"kind":"Event","apiVersion":"audit.k8s.io/v1"}`, sigma.LogSource{Product: "kubernetes", Category: "application", Service: "audit"}},
		"gcp":         {`{"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog"}}`, sigma.LogSource{Product: "gcp", Service: "gcp.audit"}},
		"auditd":      {`{"type":"EXECVE","a0":"ls"}`, sigma.LogSource{Product: "linux", Service: "auditd"}},
		"kernel_file": {`{"Provider_Name":"Microsoft-Windows-Kernel-File","EventID":27}`, sigma.LogSource{Product: "windows", Category: "file_rename"}},
		"eslogger": {
			`{"event_type":9,"process":{"audit_token":{"pid":1}},"event":{"exec":{"target":{"executable":{"path":"/bin/zsh"}}}}}`,
			sigma.LogSource{Product: "macos", Category: "process_creation"},
		},
		"osquery_macos": {
			`{"name":"p","hostIdentifier":"h","columns":{"event_type":"exec","cdhash":"","signing_id":"com.apple.zsh"}}`,
			sigma.LogSource{Product: "macos", Category: "process_creation"},
		},
		"osquery":        {`{"name":"p","hostIdentifier":"h","columns":{"a":"b"}}`, sigma.LogSource{Product: "osquery"}},
		"drive":          {`{"kind":"admin#reports#activity","id":{"applicationName":"drive"}}`, sigma.LogSource{Product: "gcp", Service: "google_workspace.drive"}},
		"user_accounts":  {`{"kind":"admin#reports#activity","id":{"applicationName":"user_accounts"}}`, sigma.LogSource{Product: "gcp", Service: "google_workspace.login"}},
		"graph_audit":    {`{"activityDateTime":"t","activityDisplayName":"Add user","category":"UserManagement"}`, sigma.LogSource{Product: "azure", Service: "auditlogs"}},
		"graph_sign_in":  {`{"createdDateTime":"t","userPrincipalName":"u","appDisplayName":"a","ipAddress":"192.0.2.1"}`, sigma.LogSource{Product: "azure", Service: "signinlogs"}},
		"graph_risk":     {`{"detectedDateTime":"t","riskEventType":"r","riskState":"atRisk"}`, sigma.LogSource{Product: "azure", Service: "riskdetection"}},
		"github":         {`{"@timestamp":1,"action":"repo.access","actor":"a","org":"o"}`, sigma.LogSource{Product: "github", Service: "audit"}},
		"slack":          {`{"date_create":1,"action":"file_downloaded","actor":{"type":"user"}}`, sigma.LogSource{Product: "slack", Service: "audit"}},
		"zoom_dashboard": {`{"join_time":"t","user_name":"u"}`, sigma.LogSource{Product: "zoom", Service: "participant"}},
		"zoom_report":    {`{"join_time":"t","leave_time":"t","name":"u"}`, sigma.LogSource{Product: "zoom", Service: "participant"}},
		"proxy":          {`{"cs-method":"GET","r-host":"example.com"}`, sigma.LogSource{Category: "proxy"}},
	} {
		t.Run(name, func(t *testing.T) {
			if !is(t, c.event, pipeline.Layouts()["windows-evtx"], c.source) {
				t.Error("it is not recognized")
			}
		})
	}
	for name, event := range map[string]string{
		"an_action":   `{"action":"login","actor":"a"}`,
		"a_web_log":   `{"cs-method":"GET","cs-host":"example.com"}`,
		"a_host":      `{"hostIdentifier":"h"}`,
		"a_program":   `{"event":{"exec":{"target":{}}},"process":{}}`,
		"a_meeting":   `{"name":"standup","join_time":"t"}`,
		"an_activity": `{"activityDateTime":"t"}`,
	} {
		t.Run(name, func(t *testing.T) {
			if is(t, event, sigma.Layout{}, sigma.LogSource{}) {
				t.Error("it is taken for something")
			}
		})
	}
}

func TestLayoutOf(t *testing.T) {
	for name, c := range map[string]struct{ event, want, field, value string }{
		"evtx":     {`{"Event":{"System":{"EventID":1},"EventData":{"Image":"a"}}}`, "windows-evtx", "Image", "a"},
		"beat":     {`{"winlog":{"event_data":{"Image":"a"}}}`, "winlogbeat", "Image", "a"},
		"azure":    {`{"operationName":"o","category":"SignInLogs","properties":{"status":{"errorCode":0}}}`, "azure-monitor", "status.errorCode", "0"},
		"osquery":  {`{"hostIdentifier":"h","columns":{"path":"/bin/zsh"}}`, "osquery", "Image", "/bin/zsh"},
		"eslogger": {`{"event_type":9,"process":{"audit_token":{}},"event":{"exec":{"args":["zsh","-c"]}}}`, "eslogger", "CommandLine", "-c"},
		"other":    {`{"Image":"a"}`, "", "Image", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := plain.Decode([]byte(c.event))
			if err != nil {
				t.Fatal(err)
			}
			got := pipeline.LayoutOf(e)
			if got != c.want {
				t.Fatalf("it is %q", got)
			}
			test := &sigma.Test{Field: c.field, Value: sigma.Text{Pattern: sigma.Pattern{{Kind: sigma.Literal, Text: c.value}}}}
			if !plain.Match(test, e, pipeline.Layouts()[got]) {
				t.Errorf("%s is not found", c.field)
			}
		})
	}
}

func TestWindowsLayout(t *testing.T) {
	l := pipeline.Layouts()["windows-evtx"]
	for field, event := range map[string]string{
		"Provider_Name": `{"Event":{"System":{"Provider":{"#attributes":{"Name":"found"}}}}}`,
		"EventLog":      `{"Event":{"System":{"Channel":"found"}}}`,
		"ComputerName":  `{"Event":{"System":{"Computer":"found"}}}`,
		"Image":         `{"Event":{"EventData":{"Image":"found"}}}`,
		"ThreatName":    `{"Event":{"EventData":{"Threat Name":"found"}}}`,
		"PossibleCause": `{"Event":{"UserData":{"Operation_ClientFailure":{"PossibleCause":"found"}}}}`,
	} {
		e, err := plain.Decode([]byte(event))
		if err != nil {
			t.Fatal(err)
		}
		if !plain.Match(&sigma.Test{Field: field, Value: sigma.Text{Pattern: sigma.ReadPattern("found")}}, e, l) {
			t.Errorf("%s is not found in %s", field, event)
		}
	}
}
