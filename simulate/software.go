package simulate

import (
	"fmt"
	"strings"
	"time"
)

// program is software as it is found installed and running.
type program struct {
	name, version, publisher string
	windows, mac             string // path of the running image; empty when the program does not exist there
	command                  string // arguments of the running image
	service, serviceImage    string // Windows service, when it installs one
	domains                  []string
	port                     int // it listens here
	share                    float64
}

func (p program) runsOn(system string) bool {
	switch system {
	case "windows":
		return p.windows != ""
	case "darwin":
		return p.mac != ""
	}
	return p.windows != "" && p.mac != "" && p.publisher != "Microsoft Corporation"
}

func (p program) image(system string) string {
	switch system {
	case "windows":
		return p.windows
	case "darwin":
		return p.mac
	}
	return "/usr/bin/" + strings.ReplaceAll(strings.ToLower(p.name), " ", "-")
}

// imageName is the last part of a path of any system.
func imageName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// install puts a program on a laptop, running from then on.
func (l *laptop) install(at time.Time, p program) {
	image := p.image(l.os)
	switch l.os {
	case "windows":
		l.have(at, "programs", "name", p.name, "version", p.version, "install_location", image[:strings.LastIndex(image, `\`)+1],
			"install_source", "", "language", "1033", "publisher", p.publisher, "uninstall_string", "", "install_date", at.Format("20060102"), "identifying_number", "")
	case "darwin":
		bundle, _, _ := strings.Cut(image, ".app/")
		l.have(at, "apps", "name", imageName(bundle)+".app", "path", bundle+".app", "bundle_executable", imageName(image),
			"bundle_identifier", bundleID(p), "bundle_short_version", p.version, "bundle_version", p.version, "display_name", p.name, "copyright", "")
	default:
		l.have(at, "deb_packages", "name", imageName(image), "version", p.version, "source", "", "size", "104857", "arch", "amd64", "revision", "1", "status", "install ok installed", "maintainer", p.publisher)
	}
	pid := fmt.Sprint(1200 + len(l.rows)*37%30000)
	l.have(at.Add(40*time.Second), "processes", "pid", pid, "name", imageName(image), "path", image,
		"cmdline", strings.TrimSpace(quoted(image)+" "+p.command), "state", "R", "cwd", "", "uid", "501", "parent", "1", "start_time", fmt.Sprint(at.Unix()))
	if p.port > 0 {
		l.have(at.Add(41*time.Second), "listening_ports", "pid", pid, "port", fmt.Sprint(p.port), "protocol", "6", "family", "2",
			"address", "0.0.0.0", "path", image, "name", imageName(image))
	}
}

func quoted(path string) string {
	if strings.Contains(path, " ") {
		return `"` + path + `"`
	}
	return path
}

func bundleID(p program) string {
	return "com." + strings.ToLower(strings.ReplaceAll(strings.Fields(p.publisher)[0], ",", "")) + "." + strings.ToLower(strings.ReplaceAll(p.name, " ", ""))
}

func plainSoftware() []program {
	return []program{
		{
			name: "Google Chrome", version: "142.0.7444.60", publisher: "Google LLC",
			windows: `C:\Program Files\Google\Chrome\Application\chrome.exe`,
			mac:     "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
			share:   0.95,
		},
		{
			name: "Zoom Workplace", version: "6.5.12", publisher: "Zoom Communications, Inc.",
			windows: `C:\Program Files\Zoom\bin\Zoom.exe`,
			mac:     "/Applications/zoom.us.app/Contents/MacOS/zoom.us",
			share:   0.98,
		},
		{
			name: "Slack", version: "4.46.99", publisher: "Slack Technologies",
			windows: `C:\Program Files\Slack\slack.exe`,
			mac:     "/Applications/Slack.app/Contents/MacOS/Slack",
			share:   0.97,
		},
		{
			name: "Okta Verify", version: "6.3.1", publisher: "Okta, Inc.",
			windows: `C:\Program Files\Okta\Okta Verify\OktaVerify.exe`,
			mac:     "/Applications/Okta Verify.app/Contents/MacOS/Okta Verify",
			share:   0.9,
		},
		{
			name: "Microsoft Visual Studio Code", version: "1.105.1", publisher: "Microsoft Corporation",
			windows: `C:\Program Files\Microsoft VS Code\Code.exe`,
			mac:     "/Applications/Visual Studio Code.app/Contents/MacOS/Electron",
			share:   0.5,
		},
		{
			name: "Microsoft 365 Apps for enterprise", version: "16.0.19231.20138", publisher: "Microsoft Corporation",
			windows: `C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE`,
			mac:     "/Applications/Microsoft Outlook.app/Contents/MacOS/Microsoft Outlook",
			share:   0.6,
		},
		{
			name: "GlobalProtect", version: "6.2.4", publisher: "Palo Alto Networks",
			windows: `C:\Program Files\Palo Alto Networks\GlobalProtect\PanGPA.exe`,
			mac:     "/Applications/GlobalProtect.app/Contents/MacOS/GlobalProtect",
			share:   0.9,
		},
		{
			name: "Spotify", version: "1.2.74", publisher: "Spotify AB",
			windows: `C:\Program Files\Spotify\Spotify.exe`,
			mac:     "/Applications/Spotify.app/Contents/MacOS/Spotify",
			share:   0.3,
		},
		{
			name: "Docker Desktop", version: "4.49.0", publisher: "Docker Inc.",
			windows: `C:\Program Files\Docker\Docker\Docker Desktop.exe`,
			mac:     "/Applications/Docker.app/Contents/MacOS/com.docker.backend",
			share:   0.25,
		},
		{
			name: "1Password", version: "8.11.14", publisher: "AgileBits Inc.",
			windows: `C:\Program Files\1Password\app\8\1Password.exe`,
			mac:     "/Applications/1Password.app/Contents/MacOS/1Password",
			share:   0.6,
		},
	}
}

// remoteTools are products that let somebody else use a machine.
func remoteTools() []program {
	return []program{
		{
			name: "AnyDesk", version: "9.0.4", publisher: "AnyDesk Software GmbH",
			windows: `C:\Program Files (x86)\AnyDesk\AnyDesk.exe`,
			mac:     "/Applications/AnyDesk.app/Contents/MacOS/AnyDesk",
			command: "--service",
			service: "AnyDesk Service", serviceImage: `"C:\Program Files (x86)\AnyDesk\AnyDesk.exe" --service`,
			domains: []string{"boot.net.anydesk.com", "relay-7a1c90e4.net.anydesk.com"}, port: 7070,
		},
		{
			name: "TeamViewer", version: "15.62.4", publisher: "TeamViewer Germany GmbH",
			windows: `C:\Program Files\TeamViewer\TeamViewer_Service.exe`,
			mac:     "/Applications/TeamViewer.app/Contents/MacOS/TeamViewer_Service",
			service: "TeamViewer", serviceImage: `"C:\Program Files\TeamViewer\TeamViewer_Service.exe"`,
			domains: []string{"router15.teamviewer.com", "client.teamviewer.com"}, port: 5938,
		},
		{
			name: "RustDesk", version: "1.4.3", publisher: "Purslane Ltd.",
			windows: `C:\Program Files\RustDesk\rustdesk.exe`,
			mac:     "/Applications/RustDesk.app/Contents/MacOS/RustDesk",
			command: "--service",
			service: "RustDesk", serviceImage: `"C:\Program Files\RustDesk\RustDesk.exe" --service`,
			domains: []string{"rs-ny.rustdesk.com", "api.rustdesk.com"}, port: 21118,
		},
		{
			name: "Splashtop Streamer", version: "3.7.4.0", publisher: "Splashtop Inc.",
			windows: `C:\Program Files (x86)\Splashtop\Splashtop Remote\Server\SRService.exe`,
			mac:     "/Applications/Splashtop Streamer.app/Contents/MacOS/SplashtopStreamer",
			service: "SplashtopRemoteService", serviceImage: `"C:\Program Files (x86)\Splashtop\Splashtop Remote\Server\SRService.exe"`,
			domains: []string{"st2.api.splashtop.com", "st-relay-us.relay.splashtop.com"}, port: 6783,
		},
		{
			name: "Parsec", version: "150-98", publisher: "Unity Technologies SF",
			windows: `C:\Program Files\Parsec\parsecd.exe`,
			mac:     "/Applications/Parsec.app/Contents/MacOS/parsecd",
			service: "Parsec", serviceImage: `"C:\Program Files\Parsec\pservice.exe"`,
			domains: []string{"kessel-ws.parsec.app", "public.parsec.app"},
		},
		{
			name: "HopToDesk", version: "1.44.4", publisher: "Begonia Holdings LLC",
			windows: `C:\Program Files\HopToDesk\HopToDesk.exe`,
			mac:     "/Applications/HopToDesk.app/Contents/MacOS/HopToDesk",
			command: "--service",
			service: "HopToDesk", serviceImage: `"C:\Program Files\HopToDesk\HopToDesk.exe" --service`,
			domains: []string{"signal.hoptodesk.com", "turn.hoptodesk.com"},
		},
		{
			name: "DWAgent", version: "2025-04-23", publisher: "DWSNET SRL",
			windows: `C:\Program Files\DWAgent\native\dwagsvc.exe`,
			mac:     "/Library/DWAgent/DWAgent.app/Contents/MacOS/DWAgent",
			command: "run",
			service: "DWAgent", serviceImage: `"C:\Program Files\DWAgent\native\dwagsvc.exe" run`,
			domains: []string{"node724158.dwservice.net", "www.dwservice.net"},
		},
	}
}

func chromeRemote() program {
	return program{
		name: "Chrome Remote Desktop Host", version: "142.0.7444.33", publisher: "Google LLC",
		windows: `C:\Program Files (x86)\Google\Chrome Remote Desktop\142.0.7444.33\remoting_host.exe`,
		mac:     "/Library/PrivilegedHelperTools/ChromeRemoteDesktopHost.app/Contents/MacOS/remoting_me2me_host",
		command: `--type=daemon --host-config="C:\ProgramData\Google\Chrome Remote Desktop\host.json"`,
		service: "chromoting", serviceImage: `"C:\Program Files (x86)\Google\Chrome Remote Desktop\142.0.7444.33\remoting_host.exe" --type=daemon`,
		domains: []string{"remotedesktop-pa.googleapis.com", "chromoting-host.talkgadget.google.com"},
	}
}

// screenConnect is the support tool of a tenant; the relay and the instance say whose.
func screenConnect(tenant, instance string) program {
	folder := `C:\Program Files (x86)\ScreenConnect Client (` + instance + `)\`
	args := fmt.Sprintf(`"?e=Access&y=Guest&h=instance-%s-relay.screenconnect.com&p=443&s=%s&k=BgIAAACkAABSU0ExAAgAAAEAAQ"`, strings.TrimSuffix(tenant, ".screenconnect.com"), instance)
	return program{
		name: "ScreenConnect Client (" + instance + ")", version: "25.7.10.9410", publisher: "ConnectWise, LLC",
		windows: folder + "ScreenConnect.ClientService.exe", mac: "/opt/connectwisecontrol-" + instance + ".app/Contents/MacOS/applet",
		command: args, service: "ScreenConnect Client (" + instance + ")",
		serviceImage: `"` + folder + `ScreenConnect.ClientService.exe" ` + args,
		domains:      []string{tenant, "instance-" + strings.TrimSuffix(tenant, ".screenconnect.com") + "-relay.screenconnect.com"},
	}
}

func jigglers() []program {
	return []program{
		{
			name: "Mouse Jiggler", version: "3.0.0", publisher: "Arkane Systems",
			windows: `C:\Tools\MouseJiggler\MouseJiggler.exe`,
			command: "--jiggle --minimized --seconds=60",
		},
		{name: "Caffeine", version: "1.97", publisher: "Zhorn Software", windows: `C:\Tools\caffeine64.exe`, command: "-appon"},
		{name: "Move Mouse", version: "4.18.0", publisher: "Ellanet", windows: `C:\Program Files\WindowsApps\Ellanet\Move Mouse.exe`},
		{name: "Amphetamine", version: "5.3.2", publisher: "Gustafson W.", mac: "/Applications/Amphetamine.app/Contents/MacOS/Amphetamine"},
		{name: "KeepingYouAwake", version: "1.6.7", publisher: "Newmarcel M.", mac: "/Applications/KeepingYouAwake.app/Contents/MacOS/KeepingYouAwake"},
	}
}

func accountBrowsers() []program {
	return []program{
		{
			name: "AdsPower Global", version: "7.8.5", publisher: "AdsPower",
			windows: `C:\Program Files\AdsPower Global\AdsPower Global.exe`,
			mac:     "/Applications/AdsPower Global.app/Contents/MacOS/AdsPower Global",
			domains: []string{"api.adspower.net"},
		},
		{
			name: "GoLogin", version: "3.4.9", publisher: "GoLogin",
			windows: `C:\Program Files\GoLogin\GoLogin.exe`,
			mac:     "/Applications/GoLogin.app/Contents/MacOS/GoLogin",
			domains: []string{"api.gologin.com"},
		},
		{
			name: "Dolphin Anty", version: "2025.210.190", publisher: "Dolphin",
			windows: `C:\Program Files\Dolphin Anty\Dolphin Anty.exe`,
			mac:     "/Applications/Dolphin Anty.app/Contents/MacOS/Dolphin Anty",
			domains: []string{"dolphin-anty-api.com"},
		},
	}
}

func astrillClient() program {
	return program{
		name: "Astrill", version: "3.10.0.3073", publisher: "Astrill Systems Corp",
		windows: `C:\Program Files (x86)\Astrill\astrill.exe`,
		mac:     "/Applications/Astrill.app/Contents/MacOS/Astrill",
		command: "/autostart", service: "ASProxy", serviceImage: `"C:\Program Files (x86)\Astrill\asproxy.exe"`, domains: []string{"www.astrill.com"},
	}
}

func obsStudio() program {
	return program{
		name: "OBS Studio", version: "32.0.2", publisher: "OBS Project",
		windows: `C:\Program Files\obs-studio\bin\64bit\obs64.exe`,
		mac:     "/Applications/OBS.app/Contents/MacOS/OBS",
	}
}

func tailscale() program {
	return program{
		name: "Tailscale", version: "1.90.6", publisher: "Tailscale Inc.",
		windows: `C:\Program Files\Tailscale\tailscaled.exe`,
		mac:     "/Applications/Tailscale.app/Contents/MacOS/Tailscale",
		service: "Tailscale", serviceImage: `"C:\Program Files\Tailscale\tailscaled.exe"`,
		domains: []string{"controlplane.tailscale.com", "login.tailscale.com"}, port: 41641,
	}
}
