package simulate

import (
	"fmt"
	"net/netip"
	"time"

	"bonafide/simulate/internal/place"
	"bonafide/simulate/internal/shape"
)

// published are exits that public reports name as used by hidden workers.
func published() []string {
	return []string{
		"142.214.202.2", "155.94.199.59", "23.237.102.130", "37.120.154.98", "38.75.137.97", "45.86.208.162", "50.7.159.34",
		"91.239.130.102", "103.214.44.138", "167.88.61.117", "185.135.76.89", "70.32.3.15", "66.118.255.35",
	}
}

// astrill sends p's sessions through exits of Astrill, on the router or, when a client is wanted, on the laptop.
func (s *scene) astrill(p *person, share float64, from time.Time, client bool) {
	hosting := s.atlas.Operators(place.Hosting)
	known := published()
	var exits []egress
	for range between(s.r, 1, 3) {
		e := egress{geo: pick(s.r, s.atlas.Markets()), op: pick(s.r, hosting), isp: "Astrill Systems Corp", proxy: chance(s.r, 0.7)}
		e.addr = netip.MustParseAddr(pick(s.r, known))
		if chance(s.r, 0.3) {
			e.addr = e.op.Addr(s.r)
		}
		exits = append(exits, e)
	}
	s.behind(p, exits, share, from)
	s.sight(p, "NET-01", from.AddDate(0, 0, 1))
	if client && s.tool(p, astrillClient(), from) {
		p.laptop.dns = "198.19.255.254"
		s.sight(p, "NET-16", from)
	}
}

// chromePin sets up unattended Chrome Remote Desktop from a script with a fixed number.
func (s *scene) chromePin(p *person, at time.Time) {
	if p.laptop.os != "windows" || at.Before(s.from) {
		s.remoteTool(p, chromeRemote(), at)
		return
	}
	host := `C:\Program Files (x86)\Google\Chrome Remote Desktop\142.0.7444.33\remoting_start_host.exe`
	args := fmt.Sprintf(`-NoProfile -Command "& '%s' --code='4/0AdLIrYe%s' --redirect-url='https://remotedesktop.google.com/_/oauthredirect' --name=$Env:COMPUTERNAME --pin=%s"`, host, token(s.r, base62, 30), token(s.r, digits, 6))
	s.run(p, at, `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, args, `C:\Windows\explorer.exe`)
	s.sight(p, "EDR-03", at)
	s.remoteTool(p, chromeRemote(), at.Add(3*time.Minute))
}

// lookAround runs the commands by which somebody learns what machine they are on.
func (s *scene) lookAround(p *person, at time.Time) {
	if p.laptop.os != "windows" || at.Before(s.from) {
		return
	}
	for i, name := range []string{"dxdiag.exe", "systeminfo.exe", "whoami.exe"} {
		args := map[string]string{"dxdiag.exe": "/t dx.txt", "systeminfo.exe": "", "whoami.exe": "/all"}[name]
		s.run(p, at.Add(time.Duration(i)*3*time.Minute), `C:\Windows\System32\`+name, args, `C:\Windows\System32\cmd.exe`)
	}
	s.sight(p, "EDR-10", at.Add(6*time.Minute))
}

// wipe clears logs and history.
func (s *scene) wipe(p *person, at time.Time) {
	if p.laptop.os != "windows" || at.Before(s.from) {
		return
	}
	s.run(p, at, `C:\Windows\System32\wevtutil.exe`, "cl Security", `C:\Windows\System32\cmd.exe`)
	base := shape.Windows{Provider: "Microsoft-Windows-Eventlog", ProviderGUID: eventlogGUID, Computer: s.computer(p.laptop), Level: 4, Keywords: "0x4020000000000000", Task: 104, Time: at.Add(2 * time.Second)}
	security, system := base, base
	security.Channel, security.EventID, security.Message = "Security", 1102, "The audit log was cleared."
	security.Fields = []shape.Field{f("SubjectUserSid", "S-1-12-1-"+fmt.Sprint(1_000_000_000+p.n)), f("SubjectUserName", p.account()), f("SubjectDomainName", "ACME"), f("SubjectLogonId", "0x5a31c")}
	system.Channel, system.EventID, system.Message = "System", 104, "The Microsoft-Windows-PowerShell/Operational log file was cleared."
	system.Fields = []shape.Field{f("SubjectUserName", p.account()), f("SubjectDomainName", "ACME"), f("BackupPath", "")}
	system.Fields = append(system.Fields, f("ClearedChannel", "Microsoft-Windows-PowerShell/Operational"))
	s.windows(p, &security)
	s.windows(p, &system)
	s.run(p, at.Add(20*time.Second), `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, `-Command "Clear-History; Remove-Item (Get-PSReadlineOption).HistorySavePath"`, `C:\Windows\explorer.exe`)
	s.sight(p, "EDR-11", at)
}

// disarm turns the machine's protection off.
func (s *scene) disarm(p *person, at time.Time) {
	if p.laptop.os != "windows" || at.Before(s.from) {
		return
	}
	s.run(p, at, `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`, `-Command "Set-MpPreference -DisableRealtimeMonitoring $true; Add-MpPreference -ExclusionPath C:\Users\Public"`, `C:\Windows\explorer.exe`)
	s.windows(p, &shape.Windows{
		Channel: "Microsoft-Windows-Windows Defender/Operational", Provider: "Microsoft-Windows-Windows Defender", ProviderGUID: defenderGUID, Computer: s.computer(p.laptop),
		EventID: 5001, Level: 4, Keywords: "0x8000000000000000", Time: at.Add(3 * time.Second), Message: "Microsoft Defender Antivirus Real-time Protection scanning for malware and other potentially unwanted software was disabled.",
		Fields: []shape.Field{f("Product Name", "Microsoft Defender Antivirus"), f("Product Version", "4.18.25090.3009")},
	})
	s.sight(p, "EDR-29", at)
}

// pack puts source trees into split archives.
func (s *scene) pack(p *person, at time.Time) {
	if p.laptop.os != "windows" || at.Before(s.from) {
		return
	}
	for i, tree := range []string{"platform", "billing", "infra"} {
		s.run(p, at.Add(time.Duration(i)*11*time.Minute), `C:\Program Files\7-Zip\7z.exe`,
			fmt.Sprintf(`a -v200m -p%s -mhe=on C:\Users\Public\%s.7z C:\src\%s`, token(s.r, base62, 9), token(s.r, digits, 5), tree), `C:\Windows\System32\cmd.exe`)
	}
	s.sight(p, "BEH-14", at)
}

// jiggle keeps p's laptop awake, by a program or by a thing in a socket.
func (s *scene) jiggle(p *person, at time.Time) bool {
	if chance(s.r, 0.35) {
		d := usbDevice{"2e8a", "0005", "MicroPython", "Mouse Jiggler", "e6614104031d4a2c"}
		p.laptop.plug(at, d)
		s.windows(p, s.deviceRecognised(p, p.laptop, at, d))
		s.sight(p, "EDR-22", at)
		return true
	}
	for _, k := range s.r.Perm(len(jigglers())) {
		if j := jigglers()[k]; j.image(p.laptop.os) != "" && j.runsOn(p.laptop.os) {
			if s.tool(p, j, at) {
				s.sight(p, "EDR-21", at)
			}
			return true
		}
	}
	return false
}

// slowKeys makes p's keystrokes arrive as if they had come a long way.
func (s *scene) slowKeys(p *person) {
	p.keyDelay = between(s.r, 110, 210)
	s.latencyRows(p)
	s.sight(p, "EDR-24", s.seen(p).AddDate(0, 0, 14))
}

// redirect changes where p's laptop is delivered, shortly before it leaves.
func (s *scene) redirect(p *person, to *site, kind string) {
	k := &parcel{to: to.address, kind: kind, signedBy: p.name.Full(), changedBy: p.id, city: &cityRef{to.city.Name, to.city.RegionCode, to.city.Code}}
	k.shippedAt = p.start.AddDate(0, 0, -between(s.r, 4, 7)).Add(16 * time.Hour)
	k.changedAt = k.shippedAt.Add(-within(s.r, 6*time.Hour, 80*time.Hour))
	k.deliveredAt = k.shippedAt.Add(within(s.r, 30*time.Hour, 50*time.Hour))
	k.note = pick(s.r, []string{"", "family emergency, please send here", "staying with a relative", "moving next week"})
	p.parcel, p.shipTo = k, k.to
	s.sight(p, "ONB-01", k.shippedAt)
	if kind != "residential" {
		s.sight(p, "ONB-02", k.shippedAt)
	}
}

// signedBy has somebody else sign for p's laptop.
func (s *scene) signedBy(p *person, who string) {
	if p.parcel != nil {
		p.parcel.signedBy = who
		s.sight(p, "ONB-04", p.parcel.deliveredAt)
	}
}

// moveMoney changes p's account n times soon after the start.
func (s *scene) moveMoney(p *person, n int, holder, ref, institution string) {
	at := s.after(p, between(s.r, 5, 30))
	for i := range n {
		account := ref
		if account == "" || i+1 < n {
			account = "hmac:" + hexText(s.r, 12)
		}
		if !at.Before(s.to) {
			return
		}
		s.payChange(p, at, account, holder, institution, p.home.outside(0), p.laptop.hostname)
		if i == 1 || (i == 0 && at.Sub(p.start) < 90*24*time.Hour) {
			s.sight(p, "PAY-01", at)
		}
		at = at.AddDate(0, 0, between(s.r, 14, 25))
	}
}

// asked writes a request to confirm something, and how it ended.
func (s *scene) asked(p *person, at time.Time, request, result, note string) {
	if !at.Before(s.to) {
		return
	}
	s.tables.requests = append(s.tables.requests, row{at, []string{p.id, stamp(at), request, stamp(at.Add(within(s.r, time.Hour, 50*time.Hour))), result, note}})
}

// unknownTo has a former employer say that it never knew p.
func (s *scene) unknownTo(p *person) {
	at := p.start.AddDate(0, 0, -between(s.r, 3, 9)).Add(16 * time.Hour)
	s.tables.employment = append(s.tables.employment, row{at, []string{p.id, pick(s.r, formerEmployers()), "not_found", "employer_hr", stamp(at)}})
	s.sight(p, "APP-07", at)
}

// internetPhone gives p a number that belongs to no telephone.
func (s *scene) internetPhone(p *person) {
	p.voip = true
	s.sight(p, "APP-16", p.start.AddDate(0, 0, -20))
}

// shift has p work by another place's day.
func (s *scene) shift(p *person, city *place.City) {
	p.hours.zone, p.hours.start = city.Zone, 8+s.r.Float64()*2
	_, a := s.from.In(city.Zone).Zone()
	_, b := s.from.In(p.claim.Zone).Zone()
	apart := (a - b) / 3600
	if apart < 0 {
		apart = -apart
	}
	if apart = min(apart, 24-apart); apart >= 5 {
		s.sight(p, "BEH-01", s.seen(p).AddDate(0, 0, 24))
	}
}
