package model_test

import (
	"testing"
	"time"

	"bonafide/model"
)

func TestApprovedToolCovers(t *testing.T) {
	at := time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)
	own := model.ApprovedTool{Tool: "ScreenConnect", Tenant: "acme.screenconnect.com"}
	week := model.ApprovedTool{Tool: "Atera", From: at.AddDate(0, 0, -3), To: at.AddDate(0, 0, -1)}
	tests := []struct {
		name     string
		approval model.ApprovedTool
		id, tool string
		tenant   string
		want     bool
	}{
		{"own_tenant", own, "screenconnect", "ScreenConnect", "ACME.screenconnect.com", true},
		{"another_tenant", own, "screenconnect", "ScreenConnect", "other.screenconnect.com", false},
		{"tenant_not_shown", own, "screenconnect", "ScreenConnect", "", true},
		{"installation_number_says_nothing", own, "screenconnect", "ScreenConnect", "95780e23a51a469b", true},
		{"relay_says_nothing", own, "screenconnect", "ScreenConnect", "instance-k3-relay.screenconnect.com", true},
		{"host_of_all_tenants_says_nothing", own, "screenconnect", "ScreenConnect", "screenconnect.com", true},
		{"another_tool", own, "anydesk", "AnyDesk", "", false},
		{"approval_that_ended", week, "atera", "Atera", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.approval.Covers(tt.id, tt.tool, tt.tenant, at); got != tt.want {
				t.Errorf("covered %v, want %v", got, tt.want)
			}
		})
	}
}
