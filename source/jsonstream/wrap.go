package jsonstream

import "bytes"

// wraps tells whether the array that opens after head is one that an API or an export
// wraps its records in: a known key of the outermost object (or hits.hits, response.authlogs).
func wraps(head []byte, depth int) bool {
	key := keyBefore(head)
	if depth == 3 {
		return string(key) == "hits" || string(key) == "authlogs"
	}
	if depth != 2 {
		return false
	}
	switch string(key) {
	case "value", "items", "events", "Events", "participants", "records", "Records", "Resources", "results", "Results",
		"activities", "logs", "entries", "employees", "Report_Entry", "hosts", "rows", "data", "workers", "users",
		"authlogs", "logins", "activity_logs", "operation_logs", "computers", "devices":
		return true
	}
	return false
}

// keyBefore is the key whose value begins right after head.
func keyBefore(head []byte) []byte {
	head = bytes.TrimRight(head, " \t\r\n")
	if len(head) == 0 || head[len(head)-1] != ':' {
		return nil
	}
	head = bytes.TrimRight(head[:len(head)-1], " \t\r\n")
	if len(head) == 0 || head[len(head)-1] != '"' {
		return nil
	}
	head = head[:len(head)-1]
	return head[bytes.LastIndexByte(head, '"')+1:]
}

// isRecord tells by its other keys that an object which holds a likely array is a record
// itself: a Google activity has "events", an osquery result "data".
func isRecord(object []byte) bool {
	record := false
	keys(object, func(key []byte) {
		switch string(key) {
		case "actor", "eventType", "event_type", "eventName", "@timestamp", "timestamp", "time", "published",
			"EventID", "Event", "calendarTime", "hostIdentifier", "hostname", "action", "actions", "event", "ipAddress",
			"userPrincipalName", "class_uid", "payload", "userName", "properties", "operationName", "protoPayload",
			"snapshot", "columns", "diffResults", "EventName", "detail", "Operation", "sessions", "serialNumber", "udid":
			record = true
		}
	})
	return record
}

// keys calls f for every key of the outermost object, as far as object goes.
func keys(object []byte, f func(key []byte)) {
	depth := 0
	for i := 0; i < len(object); i++ {
		switch kind[object[i]] {
		case open, openList:
			depth++
		case closer:
			depth--
		case quote:
			j := closing(object, i+1)
			if j < 0 {
				return
			}
			if depth == 1 && isKey(object[j+1:]) {
				f(object[i+1 : j])
			}
			i = j
		}
	}
}

func isKey(after []byte) bool {
	for _, c := range after {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c == ':'
		}
	}
	return false
}

// firstIsObject tells whether the array that opens at b[0] begins with an object, or is
// empty.
func firstIsObject(b []byte) bool {
	for _, c := range b[1:] {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == '{' || c == ']'
		}
	}
	return false
}

// envelope is the object without its wrapped array: what stands before the array at
// wrap and after it. tail is nil when the end was not seen.
func envelope(dst, head, tail []byte) []byte {
	head = bytes.TrimRight(head, " \t\r\n")
	head = bytes.TrimSuffix(head, []byte{':'})
	head = bytes.TrimRight(head, " \t\r\n")
	head = head[:len(head)-len(keyBefore(append(bytes.Clone(head), ':')))-2]
	head = bytes.TrimRight(head, " \t\r\n")
	tail = bytes.TrimLeft(tail, " \t\r\n")
	if bytes.HasSuffix(head, []byte{','}) && !bytes.HasPrefix(tail, []byte{','}) {
		head = head[:len(head)-1]
	}
	if bytes.HasSuffix(head, []byte{'{'}) {
		tail = bytes.TrimLeft(bytes.TrimPrefix(tail, []byte{','}), " \t\r\n")
	}
	if bytes.HasSuffix(head, []byte{','}) {
		tail = bytes.TrimPrefix(tail, []byte{','})
	}
	dst = append(append(dst[:0], head...), tail...)
	return dst
}
