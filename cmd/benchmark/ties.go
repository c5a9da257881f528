package main

import "bonafide/model"

// tiesScore is how clusters compare with who was cast together.
type tiesScore struct {
	// True are pairs of people of one scheme; Right those of them that stand in one cluster.
	True  int `json:"true"`
	Right int `json:"right"`
	// Wrong are pairs of a cluster that no scheme and no household joins; Honest those of
	// them without anybody fraudulent.
	Wrong  int `json:"wrong"`
	Honest int `json:"wrong_honest"`
}

// add counts the pairs of one company.
func (s *tiesScore) add(t truthFile, clusters []model.Cluster) {
	people := map[model.SubjectID]truth{}
	for _, p := range t.Subjects {
		people[p.ID] = p
	}
	together := map[[2]model.SubjectID]bool{}
	for i := range clusters {
		pairs(clusters[i].Subjects, func(a, b model.SubjectID) {
			together[[2]model.SubjectID{a, b}] = true
			one, other := people[a], people[b]
			if one.Cluster != "" && one.Cluster == other.Cluster {
				return
			}
			s.Wrong++
			if !one.Fraud && !other.Fraud {
				s.Honest++
			}
		})
	}
	schemes := map[string][]model.SubjectID{}
	for _, p := range t.Subjects {
		if p.Fraud && p.Cluster != "" {
			schemes[p.Cluster] = append(schemes[p.Cluster], p.ID)
		}
	}
	for _, members := range schemes {
		pairs(members, func(a, b model.SubjectID) {
			s.True++
			if together[[2]model.SubjectID{a, b}] {
				s.Right++
			}
		})
	}
}

// pairs gives every two of a list, the smaller id first.
func pairs(list []model.SubjectID, do func(a, b model.SubjectID)) {
	for i, a := range list {
		for _, b := range list[i+1:] {
			do(min(a, b), max(a, b))
		}
	}
}
