package pipeline

import (
	"strings"

	"bonafide/sigma"
	"bonafide/sigma/plain"
)

// shape is a known shape of events: what it is called, the fields by which it is known, and
// where it keeps the fields of rules.
type shape struct {
	name   string
	marks  []string
	layout sigma.Layout
}

// shapes are those that are known, in the order in which they are tried.
func shapes() []shape {
	return []shape{
		{"windows-evtx", []string{"Event.System"}, windowsEVTX()},
		{"winlogbeat", []string{"winlog"}, winlogbeat()},
		{"azure-monitor", []string{"operationName", "category", "properties"}, sigma.Layout{Roots: []string{"properties"}}},
		{"osquery", []string{"hostIdentifier", "columns"}, osquery()},
		{"eslogger", []string{"event_type", "process.audit_token"}, eslogger()},
	}
}

// Layouts say where known shapes of events keep the fields that rules name, by the name of
// the shape.
func Layouts() map[string]sigma.Layout {
	all := make(map[string]sigma.Layout)
	for _, s := range shapes() {
		all[s.name] = s.layout
	}
	return all
}

// LayoutOf names the layout of an event's shape, "" when it is none of the known: then
// fields stand under their own names.
func LayoutOf(e *plain.Event) string {
	for _, s := range shapes() {
		all := &sigma.And{}
		for _, field := range s.marks {
			all.Of = append(all.Of, &sigma.Test{Field: field, Value: sigma.Exists{Want: true}})
		}
		if plain.Match(all, e, sigma.Layout{}) {
			return s.name
		}
	}
	return ""
}

// windowsEVTX is a Windows event as XML in JSON. Attributes stand as members of their
// element, or below "#attributes".
func windowsEVTX() sigma.Layout {
	l := sigma.Layout{Roots: []string{"Event.EventData", "Event.System"}, Aliases: map[string][]string{
		"EventID":      {"Event.System.EventID.Value", "Event.System.EventID.#text"},
		"Computer":     {"Event.System.Computer"},
		"ComputerName": {"Event.System.Computer"},
		"EventLog":     {"Event.System.Channel"},
	}}
	for _, part := range userData() {
		l.Roots = append(l.Roots, "Event.UserData."+part)
	}
	for _, a := range [][2]string{
		{"Provider", "Name"},
		{"Provider", "Guid"},
		{"TimeCreated", "SystemTime"},
		{"Execution", "ProcessID"},
		{"Execution", "ThreadID"},
		{"Correlation", "ActivityID"},
		{"Security", "UserID"},
	} {
		l.Aliases[a[0]+"_"+a[1]] = []string{"Event.System." + a[0] + "." + a[1], "Event.System." + a[0] + ".#attributes." + a[1]}
	}
	for _, name := range spaced() {
		l.Aliases[strings.ReplaceAll(name, " ", "")] = []string{"Event.EventData." + name}
	}
	return l
}

// spaced are fields of Windows Defender, which rules write without the spaces.
func spaced() []string {
	return []string{
		"Action ID", "Action Name", "Category ID", "Category Name", "Changed Type", "Detection ID", "Detection Time", "Detection User", "Error Code",
		"Error Description", "Execution Name", "Feature Name", "Involved File", "New Value", "Old Value", "Origin Name", "Parent Commandline",
		"Process Name", "Product Name", "Product Version", "Remediation User", "Rule Type", "Severity ID", "Severity Name", "Source ID", "Source Name",
		"Status Code", "Target Commandline", "Threat ID", "Threat Name", "Type Name",
	}
}

// userData are the elements in which events without EventData keep their fields: the wiped
// logs, AppLocker, terminal services, drivers, printing, WMI.
func userData() []string {
	return []string{
		"EventXML", "LogFileCleared", "AutoBackup", "RuleAndFileData", "DocumentPrinted", "PrintOnProcFailedImpersonation", "LoadPluginFailed",
		"Operation_ClientFailure", "Operation_StartedOperational", "Operation_TemporaryEssStarted", "Operation_ESStoConsumerBinding",
		"UMDFHostDeviceArrivalBegin", "UMDFHostDeviceRequest", "InstallDeviceID", "AddServiceID", "CertNotificationData", "CompatibilityFixEvent",
	}
}

// winlogbeat is a Windows event as Elastic's collectors write it.
func winlogbeat() sigma.Layout {
	return sigma.Layout{Roots: []string{"winlog.event_data", "winlog.user_data"}, Aliases: map[string][]string{
		"EventID":             {"winlog.event_id", "event.code"},
		"Channel":             {"winlog.channel"},
		"EventLog":            {"winlog.channel"},
		"Provider_Name":       {"winlog.provider_name", "event.provider"},
		"Provider_Guid":       {"winlog.provider_guid"},
		"Computer":            {"winlog.computer_name"},
		"ComputerName":        {"winlog.computer_name"},
		"Execution_ProcessID": {"winlog.process.pid"},
		"Security_UserID":     {"winlog.user.identifier"},
	}}
}

// osquery is a row of osquery's tables of processes; those of both systems name their
// columns alike.
func osquery() sigma.Layout {
	return sigma.Layout{Aliases: map[string][]string{
		"Image":            {"columns.path"},
		"CommandLine":      {"columns.cmdline"},
		"CurrentDirectory": {"columns.cwd"},
		"ProcessId":        {"columns.pid"},
		"ParentProcessId":  {"columns.parent"},
		"Computer":         {"decorations.hostname", "hostIdentifier"},
	}}
}

// eslogger is an event of macOS Endpoint Security as eslogger writes it. Arguments are
// texts of their own, so that a rule about several of them at once does not find them.
func eslogger() sigma.Layout {
	const target = "event.exec.target."
	return sigma.Layout{Aliases: map[string][]string{
		"Image":            {target + "executable.path"},
		"CommandLine":      {"event.exec.args"},
		"CurrentDirectory": {"event.exec.cwd.path"},
		"ProcessId":        {target + "audit_token.pid"},
		"ParentProcessId":  {target + "ppid"},
	}}
}
