package pipeline

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide/sigma"
)

// route is a route as it is written.
type route struct {
	Category string           `yaml:"category"`
	Product  string           `yaml:"product"`
	Service  string           `yaml:"service"`
	When     map[string]texts `yaml:"when"`
}

// Routes tell of known events what log source they are: by channel and number for Windows,
// by what says so in the event for others. The fields are found through Layouts.
func Routes() []sigma.Route {
	text, err := builtin.ReadFile("builtin/" + routesFile)
	if err != nil {
		panic(err) // it is embedded
	}
	var list []route
	if err := yaml.Unmarshal(text, &list); err != nil {
		panic(fmt.Sprintf("%s: %v", routesFile, err)) // the test reads it
	}
	out := make([]sigma.Route, len(list))
	for i, r := range list {
		when := make(map[string][]string, len(r.When))
		for field, values := range r.When {
			when[field] = values
		}
		out[i] = sigma.Route{When: when, Source: sigma.LogSource{Category: r.Category, Product: r.Product, Service: r.Service}}
	}
	return out
}

// Layouts say where known shapes of events keep the fields that rules name, by the name of
// the shape.
func Layouts() map[string]sigma.Layout {
	return map[string]sigma.Layout{
		"windows-evtx": windowsEVTX(),
		"winlogbeat":   winlogbeat(),
	}
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
