package tool_test

import (
	"slices"
	"strings"
	"testing"

	"bonafide/content"
	"bonafide/enrich"
	"bonafide/enrich/enrichtest"
	"bonafide/enrich/tool"
	"bonafide/model"
)

func open(t testing.TB) *tool.Enricher {
	t.Helper()
	n, err := tool.New(tool.Config{Content: content.FS()})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func event(pairs ...any) *model.Event {
	e := &model.Event{}
	for i := 0; i < len(pairs); i += 2 {
		e.Add(pairs[i].(model.Field), pairs[i+1].(string)) //nolint:forcetypeassert // tests name fields
	}
	return e
}

func seen(e *model.Event) []string {
	all := []string{}
	for _, m := range e.Facts.Tools {
		id := m.ID
		if m.Tenant != "" {
			id += "@" + m.Tenant
		}
		all = append(all, id)
	}
	return all
}

func TestConformance(t *testing.T) {
	enrichtest.Run(t, func() enrich.Enricher { return open(t) },
		func(e *model.Event) { e.Add(model.ProcessPath, `C:\Program Files (x86)\AnyDesk\AnyDesk.exe`) },
		func(e *model.Event) { e.Add(model.Camera, "OBS Virtual Camera (m-de:vice)") })
}

func TestRecognises(t *testing.T) {
	t.Parallel()
	n := open(t)
	tests := map[string]struct {
		e    *model.Event
		want string
	}{
		"path":             {event(model.ProcessPath, `C:\Program Files (x86)\AnyDesk\AnyDesk.exe`), "anydesk"},
		"renamed":          {event(model.ProcessPath, `C:\Users\x\Downloads\invoice.exe`, model.ProcessOriginalName, "AnyDesk.exe"), "anydesk"},
		"signer":           {event(model.ProcessPath, `C:\x\helper.exe`, model.ProcessSigner, "CN=AnyDesk Software GmbH, O=AnyDesk Software GmbH, C=DE"), "anydesk"},
		"numbered":         {event(model.ProcessName, "anydesk-1a2b3c.exe"), "anydesk"},
		"peer":             {event(model.ProcessPath, `C:\AnyDesk.exe`, model.ProcessCommand, `"C:\AnyDesk.exe" 547911884 --plain`), "anydesk@547911884"},
		"mac":              {event(model.ProcessPath, "/Applications/AnyDesk.app/Contents/MacOS/AnyDesk"), "anydesk"},
		"service":          {event(model.ServiceName, "AnyDesk Service", model.ServicePath, `"C:\Program Files (x86)\AnyDesk\AnyDesk.exe" --service`), "anydesk"},
		"dns_by_program":   {event(model.ProcessPath, `C:\x\odd.exe`, model.DstHostname, "relay-80e496c0.net.anydesk.com"), "anydesk"},
		"dns_alone":        {event(model.DstHostname, "relay-80e496c0.net.anydesk.com."), "anydesk"},
		"inventory":        {event(model.SoftwareName, "AnyDesk 8.0.9"), "anydesk"},
		"inventory_suffix": {event(model.SoftwareName, "TeamViewer (64-bit)"), "teamviewer"},
		"user_agent":       {event(model.UserAgent, "AnyDesk/7.1.0"), "anydesk"},
		"screenconnect_host": {
			event(model.ProcessPath, `C:\Program Files (x86)\ScreenConnect Client (0123456789abcdef)\ScreenConnect.ClientService.exe`,
				model.ProcessCommand, `"…ScreenConnect.ClientService.exe" "?e=Access&y=Guest&h=instance-abc123-relay.screenconnect.com&p=443&s=…"`),
			"screenconnect@screenconnect.com",
		},
		"screenconnect_own_host": {
			event(model.ServiceName, "ScreenConnect Client (0123456789abcdef)",
				model.ServicePath, `"C:\Program Files (x86)\ScreenConnect Client (0123456789abcdef)\ScreenConnect.ClientService.exe" "?e=Access&y=Guest&h=help.example.com&p=8041"`),
			"screenconnect@help.example.com",
		},
		"screenconnect_tenant": {event(model.DstHostname, "acme.screenconnect.com", model.ProcessName, "ScreenConnect.WindowsClient.exe"), "screenconnect@acme.screenconnect.com"},
		"crd_start":            {event(model.ProcessPath, `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, model.ProcessCommand, `powershell & 'remoting_start_host.exe' --code="x" --pin=123456`), "chrome-remote-desktop"},
		"crd_in_browser":       {event(model.ProcessName, "chrome.exe", model.URL, "https://remotedesktop.google.com/access"), "chrome-remote-desktop"},
		"tailscale_client":     {event(model.ProcessName, "tailscaled", model.DstHostname, "controlplane.tailscale.com"), "tailscale"},
		"code_tunnel":          {event(model.ProcessPath, `C:\x\Code.exe`, model.ProcessCommand, `code tunnel --name box1 --accept-server-license-terms`), "dev-tunnels@box1"},
		"astrill_linux":        {event(model.ProcessPath, "/usr/local/Astrill/astrill"), "astrill"},
		"astrill_child":        {event(model.ProcessName, "asproxy"), "astrill"},
		"camera":               {event(model.Camera, "OBS Virtual Camera (m-de:vice)"), "obs"},
		"microphone":           {event(model.Microphone, "CABLE Output (VB-Audio Virtual Cable)"), "vb-cable"},
		"phone_camera":         {event(model.Camera, "DroidCam Source 3"), "droidcam"},
		"otp_site":             {event(model.ProcessName, "chrome.exe", model.URL, "https://otp.ee/"), "otp-ee"},
		"extension":            {event(model.SoftwareID, "gbchcmhmhahfdphkhkmpfmihenigjmpp"), "chrome-remote-desktop"},
		"registry":             {event(model.RegistryPath, `HKLM\SYSTEM\CurrentControlSet\Services\AnyDesk`), "anydesk"},
		"weak_with_path":       {event(model.ProcessPath, `C:\Program Files\Level\level.exe`), "level"},
		"weak_with_signer":     {event(model.ProcessPath, `C:\x\level.exe`, model.ProcessSigner, "Level Software, Inc."), "level"},
		"jiggler":              {event(model.ProcessPath, `C:\Users\x\Downloads\MouseJiggler.exe`), "mouse-jiggler"},
		"outgoing_rdp":         {event(model.ProcessPath, `C:\Windows\System32\mstsc.exe`), "mstsc"},
		"meshcentral_server":   {event(model.ProcessPath, `C:\x\meshagent64-support.exe`), "meshcentral@support"},
		"vpn":                  {event(model.ProcessPath, `C:\Program Files\Mullvad VPN\resources\mullvad-daemon.exe`), "mullvad"},
		"multi_login":          {event(model.ProcessPath, `C:\Users\x\AppData\Local\Programs\GoLogin\GoLogin.exe`), "gologin"},
		"two":                  {event(model.ParentPath, `C:\x\AnyDesk.exe`, model.ProcessPath, `C:\x\rustdesk.exe`), "anydesk rustdesk"},
	}
	for name, tt := range tests {
		n.Enrich(tt.e)
		if got := strings.Join(seen(tt.e), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestHonestTwins: what looks like a tool and is none.
func TestHonestTwins(t *testing.T) {
	t.Parallel()
	n := open(t)
	for name, e := range map[string]*model.Event{
		"zoom_site":            event(model.ProcessName, "chrome.exe", model.URL, "https://zoom.us/j/123"),
		"zoom":                 event(model.ProcessPath, `C:\Users\x\AppData\Roaming\Zoom\bin\Zoom.exe`),
		"teams":                event(model.ProcessPath, `C:\Users\x\AppData\Local\Microsoft\Teams\current\Teams.exe`),
		"chrome":               event(model.ProcessPath, `C:\Program Files\Google\Chrome\Application\chrome.exe`, model.ProcessSigner, "CN=Google LLC, O=Google LLC"),
		"dwm":                  event(model.ProcessPath, `C:\Windows\System32\dwm.exe`),
		"a_level":              event(model.ProcessPath, `C:\Games\level.exe`),
		"a_connect":            event(model.ProcessPath, `C:\Tools\connect.exe`),
		"anydesk_site_visit":   event(model.ProcessName, "firefox.exe", model.DstHostname, "anydesk.com"),
		"anydesk_site_dns":     event(model.DstHostname, "www.anydesk.com"),
		"tailscale_docs":       event(model.DstHostname, "tailscale.com"),
		"tailscale_browser":    event(model.ProcessName, "msedge.exe", model.URL, "https://login.tailscale.com/admin"),
		"zoho_mail":            event(model.DstHostname, "mail.zoho.com"),
		"not_anydesk_com":      event(model.DstHostname, "notanydesk.com"),
		"anydesk_in_other":     event(model.DstHostname, "anydesk.com.example.org"),
		"azure_storage":        event(model.DstHostname, "agentreportingstore.blob.core.windows.net"),
		"anydesk_document":     event(model.ProcessPath, `C:\Windows\notepad.exe`, model.ProcessCommand, `notepad.exe C:\docs\how-to-block-anydesk.txt`),
		"real_camera":          event(model.Camera, "Integrated Camera (04f2:b6d9)"),
		"facetime":             event(model.Camera, "FaceTime HD Camera"),
		"microphone_array":     event(model.Microphone, "Microphone Array (Realtek(R) Audio)"),
		"headset":              event(model.Speaker, "Headset Earphone (Jabra Evolve2 65)"),
		"vscode":               event(model.ProcessPath, `C:\Program Files\Microsoft VS Code\Code.exe`, model.ProcessCommand, `"Code.exe" --type=renderer`),
		"gotomeeting":          event(model.ProcessName, "g2mlauncher.exe"),
		"remote_in_name":       event(model.SoftwareName, "Remote Server Administration Tools"),
		"level_word":           event(model.SoftwareName, "Level Up! A Game"),
		"svchost":              event(model.ProcessPath, `C:\Windows\System32\svchost.exe`, model.ProcessCommand, `svchost.exe -k netsvcs -p -s Schedule`),
		"ssh":                  event(model.ProcessPath, "/usr/bin/ssh", model.ProcessCommand, "ssh git@github.com"),
		"git":                  event(model.ProcessCommand, "git-remote-https origin https://github.com/example/repo"),
		"rd_command":           event(model.ProcessName, "rd.exe"),
		"spotify":              event(model.SoftwareName, "Spotify"),
		"onedrive_of_windows":  event(model.ProcessPath, `C:\Users\x\AppData\Local\Microsoft\OneDrive\OneDrive.exe`),
		"screen_reader":        event(model.ProcessPath, `C:\Program Files\NVDA\nvda.exe`),
		"user_agent_of_chrome": event(model.UserAgent, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"),
	} {
		n.Enrich(e)
		if got := seen(e); len(got) != 0 {
			t.Errorf("%s: %v", name, e.Facts.Tools)
		}
	}
}

// TestSpeechAidIsNoDisguise: what helps people to be understood is no voice changer.
func TestSpeechAidIsNoDisguise(t *testing.T) {
	t.Parallel()
	n := open(t)
	for _, e := range []*model.Event{event(model.Microphone, "Sanas Microphone"), event(model.ProcessPath, `C:\Program Files\Sanas\Sanas.exe`)} {
		n.Enrich(e)
		if len(e.Facts.Tools) != 1 || e.Facts.Tools[0].Kind != model.NoiseFilter {
			t.Errorf("recognised as %+v", e.Facts.Tools)
		}
	}
}

// TestEveryEntryIsFound holds every word of every entry against the enricher.
func TestEveryEntryIsFound(t *testing.T) {
	t.Parallel()
	all, err := tool.Read(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	n := open(t)
	for _, entry := range all {
		for _, c := range []struct {
			f     model.Field
			words []string
			shape func(string) string
		}{
			{model.ProcessPath, entry.Processes, func(w string) string { return `C:\x\` + strings.ToUpper(strings.ReplaceAll(w, "*", "12")) }},
			{model.ProcessPath, entry.Paths, func(w string) string { return "C:" + w + "x" }},
			{model.DstHostname, entry.Domains, func(w string) string { return "node7." + w }},
			{model.ServiceName, entry.Services, func(w string) string { return strings.ReplaceAll(w, "*", " 12") }},
			{model.SoftwareName, entry.Software, func(w string) string { return w + " 12.1" }},
			{model.SoftwareID, entry.Extensions, func(w string) string { return w }},
			{model.ProcessSigner, entry.Signers, func(w string) string {
				r := []rune(w)
				return "CN=" + strings.ToUpper(string(r[:1])) + string(r[1:]) + ", C=US"
			}},
			{model.Camera, entry.Devices, func(w string) string { return w + " (1)" }},
			{model.UserAgent, entry.UserAgents, func(w string) string { return w + "1.0" }},
			{model.ProcessCommand, entry.Commands, func(w string) string { return "x " + w + " y" }},
			{model.RegistryPath, entry.Registry, func(w string) string { return "HKLM" + w }},
		} {
			for _, w := range c.words {
				e := event(c.f, c.shape(w))
				n.Enrich(e)
				if !slices.ContainsFunc(e.Facts.Tools, func(m model.ToolMatch) bool { return m.ID == entry.ID }) {
					t.Errorf("%s: %v %q is not recognised", entry.ID, c.f, w)
				}
			}
		}
		if len(entry.Weak) > 0 {
			e := event(model.ProcessPath, `C:\x\`+entry.Weak[0])
			n.Enrich(e)
			if slices.ContainsFunc(e.Facts.Tools, func(m model.ToolMatch) bool { return m.ID == entry.ID }) {
				t.Errorf("%s: the weak name %q alone is taken for it", entry.ID, entry.Weak[0])
			}
		}
	}
}

// TestNoWordIsShared: two tools with the same file name cannot be told apart.
func TestNoWordIsShared(t *testing.T) {
	t.Parallel()
	all, err := tool.Read(content.FS())
	if err != nil {
		t.Fatal(err)
	}
	owner := map[string]string{}
	for _, entry := range all {
		for kind, words := range map[string][]string{"process": entry.Processes, "domain": entry.Domains, "device": entry.Devices, "path": entry.Paths} {
			for _, w := range words {
				key := kind + " " + w
				if other, taken := owner[key]; taken {
					t.Errorf("%s is claimed by %s and %s", key, other, entry.ID)
				}
				owner[key] = entry.ID
			}
		}
	}
	t.Logf("%d tools", len(all))
}

func FuzzEnrich(f *testing.F) {
	n := open(f)
	f.Add(`C:\x\AnyDesk.exe`, "https://user@x.screenconnect.com:8041/?h=a", "AnyDesk Service")
	f.Fuzz(func(_ *testing.T, path, url, name string) {
		n.Enrich(event(model.ProcessPath, path, model.ServicePath, path, model.URL, url, model.DstHostname, url, model.ServiceName, name,
			model.SoftwareName, name, model.ProcessCommand, path, model.Camera, name, model.ProcessSigner, name))
	})
}

func BenchmarkSysmonNothing(b *testing.B) {
	n := open(b)
	e := event(model.ProcessPath, `C:\Windows\System32\svchost.exe`, model.ProcessCommand, `C:\Windows\system32\svchost.exe -k netsvcs -p -s Schedule`,
		model.ParentPath, `C:\Windows\System32\services.exe`, model.ParentCommand, `C:\Windows\system32\services.exe`,
		model.ProcessOriginalName, "svchost.exe", model.ProcessSigner, "Microsoft Windows Publisher")
	b.ReportAllocs()
	for b.Loop() {
		n.Enrich(e)
	}
}

func BenchmarkDNSNothing(b *testing.B) {
	n := open(b)
	e := event(model.ProcessName, "chrome.exe", model.DstHostname, "www.example.co.uk")
	b.ReportAllocs()
	for b.Loop() {
		n.Enrich(e)
	}
}

func BenchmarkMatch(b *testing.B) {
	n := open(b)
	e := event(model.ProcessPath, `C:\Program Files (x86)\AnyDesk\AnyDesk.exe`)
	b.ReportAllocs()
	for b.Loop() {
		e.Facts.Tools = e.Facts.Tools[:0]
		n.Enrich(e)
	}
}
