package shape

// Meeting is the answer of the dashboard's participants call for one meeting, kept with the meeting it was asked for.
type Meeting struct {
	UUID          string        `json:"uuid"`
	ID            int64         `json:"id"`
	Topic         string        `json:"topic"`
	Host          string        `json:"host"`
	Email         string        `json:"email"`
	UserType      string        `json:"user_type"`
	StartTime     string        `json:"start_time"`
	EndTime       string        `json:"end_time"`
	Duration      string        `json:"duration"`
	PageCount     int           `json:"page_count"`
	PageSize      int           `json:"page_size"`
	TotalRecords  int           `json:"total_records"`
	NextPageToken string        `json:"next_page_token"`
	Participants  []Participant `json:"participants"`
}

// Participant is one person, or one stay of a person, in a meeting.
type Participant struct {
	ID                  string   `json:"id"`
	UserID              string   `json:"user_id"`
	ParticipantUUID     string   `json:"participant_uuid"`
	UserName            string   `json:"user_name"`
	Email               string   `json:"email"`
	RegistrantID        string   `json:"registrant_id"`
	Device              string   `json:"device"`
	OS                  string   `json:"os"`
	OSVersion           string   `json:"os_version"`
	Client              string   `json:"client"`
	Version             string   `json:"version"`
	DeviceName          string   `json:"device_name"`
	IPAddress           string   `json:"ip_address"`
	InternalIPAddresses []string `json:"internal_ip_addresses"`
	Location            string   `json:"location"`
	NetworkType         string   `json:"network_type"`
	Microphone          string   `json:"microphone"`
	Speaker             string   `json:"speaker"`
	Camera              string   `json:"camera"`
	DataCenter          string   `json:"data_center"`
	FullDataCenter      string   `json:"full_data_center"`
	ConnectionType      string   `json:"connection_type"`
	JoinTime            string   `json:"join_time"`
	LeaveTime           string   `json:"leave_time"`
	LeaveReason         string   `json:"leave_reason"`
	ShareApplication    bool     `json:"share_application"`
	ShareDesktop        bool     `json:"share_desktop"`
	ShareWhiteboard     bool     `json:"share_whiteboard"`
	Recording           bool     `json:"recording"`
	Status              string   `json:"status"`
	PCName              string   `json:"pc_name"`
	Domain              string   `json:"domain"`
	MACAddr             string   `json:"mac_addr"`
	HarddiskID          string   `json:"harddisk_id"`
	Role                string   `json:"role"`
	AudioQuality        string   `json:"audio_quality"`
	VideoQuality        string   `json:"video_quality"`
}
