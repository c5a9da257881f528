// Package simulate writes a company that never existed as a folder of files in true vendor formats, with honest people
// of every sort and the known schemes of hidden remote workers, and the ground truth beside the folder.
//
// Start with [Write]. The same [Config] gives the same bytes, whatever the machine and the day. Every random choice
// comes from a stream keyed by the seed, the person and the purpose, so that adding a source leaves the others as they
// were. Names come from a stream of their own that nothing else reads: see [Config.NameOrigin].
//
// # What is written
//
//	bonafide.yaml                 offices, egress, approved tools, shared addresses, declared travel, accommodations
//	people.csv                    the workforce
//	okta/system_log.jsonl         Okta System Log
//	entra/signins.json            Microsoft Graph signIns, newest first
//	entra/directory_audit.jsonl   Microsoft Graph directoryAudits
//	google/login.json             Reports API login activities, newest first; admin, drive and token beside it
//	zoom/participants.json        dashboard participants, one object a meeting, interviews included
//	osquery/results.log.gz        osqueryd results, differential and snapshot
//	windows/sysmon.ndjson         Sysmon, Security, System and Defender events, flattened
//	ocsf/activity.jsonl           OCSF authentication and network activity
//	vpn/sessions.csv              VPN sessions, newest first
//	shipping.csv, id_checks.csv, employment_checks.csv, payroll_changes.csv, vendor_payments.csv, i9.csv,
//	phone_lookup.csv, concurrent_employment.csv, verification_requests.csv, input_latency.csv
//	collected/HOST/               AnyDesk connection logs copied from machines
//	collected/HOST/…              AnyDesk connection logs copied from machines
//
// # osquery queries
//
// A result's name is pack/bonafide/ and the table it reads: system_info, os_version, usb_devices, connected_displays,
// programs (Windows), apps (macOS), deb_packages (Linux), processes, process_events, listening_ports,
// interface_details, interface_addresses, arp_cache, dns_resolvers, routes, mounts, time, wifi_status and
// wifi_survey, each with the columns of that table. On Windows and Linux connected_displays and the wifi tables stand
// for an extension with the columns of the macOS tables. device_location is a query of the company's own with the
// columns latitude, longitude, accuracy_meters, city, region, country, source.
//
// The package reads nothing but its Config and never contacts anything.
package simulate
