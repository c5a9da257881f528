// Package catalog lists the sources: one line each. It is what app hands to the reader.
package catalog

import (
	"bonafide/source"
	"bonafide/source/anydesk"
	"bonafide/source/dhcpd"
	"bonafide/source/evtx"
	"bonafide/source/fieldlog"
	"bonafide/source/jsonstream"
	"bonafide/source/table"
)

// All lists every source with its default settings.
func All() []source.Source {
	return []source.Source{
		evtx.New(),
		anydesk.New(),
		dhcpd.New(),
		fieldlog.New(fieldlog.Defaults()),
		jsonstream.New(jsonstream.Defaults()),
		table.New(table.Defaults()),
	}
}
