package place

import (
	"math"
	"time"
)

// City is a place where people live, and what vendors write about addresses found there.
type City struct {
	Name, Region, RegionCode string
	Country, Code            string // English name and ISO 3166-1 alpha-2
	Postal                   string
	Lat, Lon                 float64
	Zone                     *time.Location
	AreaCode                 string // telephone prefix after the country's
	DataCentre               string // the label a meeting vendor gives to its nearest site
	home, mobile             []int  // indices of the operators that serve it
}

// Km is the great-circle distance between two cities.
func (c *City) Km(o *City) float64 {
	return Distance(c.Lat, c.Lon, o.Lat, o.Lon)
}

// Distance is the great-circle distance in kilometres.
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	dLat, dLon := (lat2-lat1)*rad, (lon2-lon1)*rad
	a := math.Sin(dLat/2)*math.Sin(dLat/2) +
		math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Sin(dLon/2)*math.Sin(dLon/2)
	return 2 * 6371 * math.Asin(math.Min(1, math.Sqrt(a)))
}

// cityRow is one line of the table: zone is an index of fixed zones loaded by New.
type cityRow struct {
	name, region, regionCode, code, postal string
	lat, lon                               float64
	zone, area, centre                     string
	role                                   role
}

// role says what the simulator may use a city for.
type role uint8

const (
	homeMarket role = iota // people are hired here
	holiday                // people travel here
	far                    // an operator of somebody else's laptop may sit here
	farmTown               // nobody is hired here, yet laptops are found here
)

func cityRows() []cityRow {
	return []cityRow{
		{"Austin", "Texas", "TX", "US", "78701", 30.2672, -97.7431, "America/Chicago", "512", "Central US", homeMarket},
		{"Dallas", "Texas", "TX", "US", "75201", 32.7767, -96.7970, "America/Chicago", "214", "Central US", homeMarket},
		{"Houston", "Texas", "TX", "US", "77002", 29.7604, -95.3698, "America/Chicago", "713", "Central US", homeMarket},
		{"Chicago", "Illinois", "IL", "US", "60601", 41.8781, -87.6298, "America/Chicago", "312", "Central US", homeMarket},
		{"Minneapolis", "Minnesota", "MN", "US", "55401", 44.9778, -93.2650, "America/Chicago", "612", "Central US", homeMarket},
		{"St. Louis", "Missouri", "MO", "US", "63101", 38.6270, -90.1994, "America/Chicago", "314", "Central US", homeMarket},
		{"New York", "New York", "NY", "US", "10001", 40.7128, -74.0060, "America/New_York", "212", "US East", homeMarket},
		{"Boston", "Massachusetts", "MA", "US", "02108", 42.3601, -71.0589, "America/New_York", "617", "US East", homeMarket},
		{"Philadelphia", "Pennsylvania", "PA", "US", "19102", 39.9526, -75.1652, "America/New_York", "215", "US East", homeMarket},
		{"Atlanta", "Georgia", "GA", "US", "30303", 33.7490, -84.3880, "America/New_York", "404", "US East", homeMarket},
		{"Miami", "Florida", "FL", "US", "33101", 25.7617, -80.1918, "America/New_York", "305", "US East", homeMarket},
		{"Raleigh", "North Carolina", "NC", "US", "27601", 35.7796, -78.6382, "America/New_York", "919", "US East", homeMarket},
		{"Columbus", "Ohio", "OH", "US", "43215", 39.9612, -82.9988, "America/New_York", "614", "US East", homeMarket},
		{"Denver", "Colorado", "CO", "US", "80202", 39.7392, -104.9903, "America/Denver", "303", "US West", homeMarket},
		{"Salt Lake City", "Utah", "UT", "US", "84101", 40.7608, -111.8910, "America/Denver", "801", "US West", homeMarket},
		{"Seattle", "Washington", "WA", "US", "98101", 47.6062, -122.3321, "America/Los_Angeles", "206", "US West", homeMarket},
		{"Portland", "Oregon", "OR", "US", "97201", 45.5152, -122.6784, "America/Los_Angeles", "503", "US West", homeMarket},
		{"San Francisco", "California", "CA", "US", "94105", 37.7749, -122.4194, "America/Los_Angeles", "415", "US West", homeMarket},
		{"San Diego", "California", "CA", "US", "92101", 32.7157, -117.1611, "America/Los_Angeles", "619", "US West", homeMarket},
		{"Toronto", "Ontario", "ON", "CA", "M5H", 43.6532, -79.3832, "America/Toronto", "416", "Canada", homeMarket},
		{"Vancouver", "British Columbia", "BC", "CA", "V6B", 49.2827, -123.1207, "America/Vancouver", "604", "Canada", homeMarket},
		{"London", "England", "ENG", "GB", "EC1A", 51.5074, -0.1278, "Europe/London", "20", "Europe", homeMarket},
		{"Manchester", "England", "ENG", "GB", "M1", 53.4808, -2.2426, "Europe/London", "161", "Europe", homeMarket},
		{"Berlin", "Berlin", "BE", "DE", "10115", 52.5200, 13.4050, "Europe/Berlin", "30", "Europe", homeMarket},
		{"Munich", "Bavaria", "BY", "DE", "80331", 48.1351, 11.5820, "Europe/Berlin", "89", "Europe", homeMarket},
		{"Paris", "Île-de-France", "IDF", "FR", "75001", 48.8566, 2.3522, "Europe/Paris", "1", "Europe", homeMarket},
		{"Warsaw", "Mazovia", "MZ", "PL", "00-001", 52.2297, 21.0122, "Europe/Warsaw", "22", "Europe", homeMarket},

		{"Lisbon", "Lisbon", "11", "PT", "1100", 38.7223, -9.1393, "Europe/Lisbon", "21", "Europe", holiday},
		{"Barcelona", "Catalonia", "CT", "ES", "08001", 41.3874, 2.1686, "Europe/Madrid", "93", "Europe", holiday},
		{"Mexico City", "Mexico City", "CMX", "MX", "06000", 19.4326, -99.1332, "America/Mexico_City", "55", "Mexico", holiday},
		{"Istanbul", "Istanbul", "34", "TR", "34000", 41.0082, 28.9784, "Europe/Istanbul", "212", "Europe", holiday},
		{"Bengaluru", "Karnataka", "KA", "IN", "560001", 12.9716, 77.5946, "Asia/Kolkata", "80", "India", holiday},
		{"Manila", "Metro Manila", "00", "PH", "1000", 14.5995, 120.9842, "Asia/Manila", "2", "Asia Pacific", holiday},
		{"Osaka", "Osaka", "27", "JP", "530-0001", 34.6937, 135.5023, "Asia/Tokyo", "6", "Japan", holiday},
		{"São Paulo", "São Paulo", "SP", "BR", "01000", -23.5505, -46.6333, "America/Sao_Paulo", "11", "Brazil", holiday},

		{"Shenyang", "Liaoning", "LN", "CN", "110000", 41.8057, 123.4315, "Asia/Shanghai", "24", "Hong Kong SAR", far},
		{"Vladivostok", "Primorye", "PRI", "RU", "690000", 43.1155, 131.8855, "Asia/Vladivostok", "423", "Asia Pacific", far},
		{"Dubai", "Dubai", "DU", "AE", "00000", 25.2048, 55.2708, "Asia/Dubai", "4", "Europe", far},
		{"Vientiane", "Vientiane", "VT", "LA", "01000", 17.9757, 102.6331, "Asia/Vientiane", "21", "Singapore", far},
		{"Lahore", "Punjab", "PB", "PK", "54000", 31.5204, 74.3587, "Asia/Karachi", "42", "India", far},
		{"Lagos", "Lagos", "LA", "NG", "100001", 6.5244, 3.3792, "Africa/Lagos", "1", "Europe", far},
		{"Nairobi", "Nairobi", "30", "KE", "00100", -1.2921, 36.8219, "Africa/Nairobi", "20", "Europe", far},
		{"Belgrade", "Belgrade", "00", "RS", "11000", 44.7866, 20.4489, "Europe/Belgrade", "11", "Europe", far},

		{"Phoenix", "Arizona", "AZ", "US", "85001", 33.4484, -112.0740, "America/Phoenix", "602", "US West", farmTown},
		{"Las Vegas", "Nevada", "NV", "US", "89101", 36.1699, -115.1398, "America/Los_Angeles", "702", "US West", farmTown},
		{"Nashville", "Tennessee", "TN", "US", "37201", 36.1627, -86.7816, "America/Chicago", "615", "Central US", farmTown},
		{"Tampa", "Florida", "FL", "US", "33602", 27.9506, -82.4572, "America/New_York", "813", "US East", farmTown},
		{"Newark", "New Jersey", "NJ", "US", "07102", 40.7357, -74.1724, "America/New_York", "973", "US East", farmTown},
		{"Omaha", "Nebraska", "NE", "US", "68102", 41.2565, -95.9345, "America/Chicago", "402", "Central US", farmTown},
		{"Birmingham", "England", "ENG", "GB", "B1", 52.4862, -1.8904, "Europe/London", "121", "Europe", farmTown},
	}
}

func countryName(code string) string {
	switch code {
	case "US":
		return "United States"
	case "CA":
		return "Canada"
	case "GB":
		return "United Kingdom"
	case "DE":
		return "Germany"
	case "FR":
		return "France"
	case "PL":
		return "Poland"
	case "PT":
		return "Portugal"
	case "ES":
		return "Spain"
	case "MX":
		return "Mexico"
	case "TR":
		return "Turkey"
	case "IN":
		return "India"
	case "PH":
		return "Philippines"
	case "JP":
		return "Japan"
	case "BR":
		return "Brazil"
	}
	return farCountryName(code)
}

func farCountryName(code string) string {
	switch code {
	case "CN":
		return "China"
	case "RU":
		return "Russia"
	case "AE":
		return "United Arab Emirates"
	case "LA":
		return "Laos"
	case "PK":
		return "Pakistan"
	case "NG":
		return "Nigeria"
	case "KE":
		return "Kenya"
	case "RS":
		return "Serbia"
	}
	return code
}
