package naming

// names holds space-separated given and family names; an underscore stands for a space inside one.
type names struct {
	given, family string
}

func pool(origin int) names {
	if origin < 10 {
		return firstTen()[origin]
	}
	return secondTen()[origin-10]
}

func firstTen() [10]names {
	return [10]names{
		{"James Mary Robert Linda Michael Susan David Karen Daniel Emily Andrew Megan Kevin Laura Brian Rachel Ethan Olivia Tyler Hannah", "Smith Johnson Miller Davis Wilson Anderson Taylor Thomas Moore Martin Clark Lewis Walker Hall Young Allen King Wright Scott Green"},
		{"Aoife Ciara Niamh Siobhan Orla Fiona Eilidh Moira Catriona Isla Sean Liam Conor Declan Eoin Callum Hamish Rory Angus Finlay", "O'Brien Murphy Kelly Byrne Ryan Doyle Walsh McCarthy Gallagher Kennedy Campbell Stewart MacDonald Fraser Murray Sinclair Duncan Ross Munro Kerr"},
		{"Lukas Anna Jonas Lea Felix Marie Max Sophie Paul Lena Tobias Katharina Jürgen Ute Stefan Birgit Matthias Heike Florian Sabine", "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann Braun Krüger Weiß"},
		{"Camille Léa Manon Chloé Inès Élise Juliette Margaux Hélène Sylvie Louis Hugo Jules Arthur Mathis Étienne Gaël Benoît Rémi Thierry", "Dubois Durand Leroy Moreau Simon Laurent Lefèvre Michel Garnier Roux Fontaine Chevalier Blanc Guérin Boyer Rousseau Faure Mercier Lambert Girard"},
		{"Sofía Valentina Camila Lucía Mariana Gabriela Daniela Paula Rosa Carmen Mateo Santiago Diego Sebastián Javier Andrés Luis Carlos Jorge Álvaro", "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Morales Reyes Cruz Ortiz Castillo Núñez"},
		{"João Pedro Tiago Rafael Gustavo Thiago Bruno Felipe Caio Otávio Ana Beatriz Larissa Juliana Fernanda Letícia Mariana Inês Catarina Helena", "Silva Santos Oliveira Souza Pereira Costa Carvalho Almeida Ferreira Ribeiro Rocha Barbosa Teixeira Moreira Correia Mendes Cardoso Nunes Monteiro Azevedo"},
		{"Luca Matteo Lorenzo Alessandro Davide Marco Simone Stefano Paolo Giorgio Giulia Chiara Francesca Sara Martina Elena Silvia Paola Federica Alessia", "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Mancini Giordano Rizzo Lombardi Moretti Barbieri Fontana"},
		{"Jakub Kacper Michał Piotr Tomasz Paweł Krzysztof Marcin Łukasz Wojciech Zofia Zuzanna Agnieszka Magdalena Katarzyna Ewa Joanna Małgorzata Aleksandra Natalia", "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Mazur Kwiatkowski Krawczyk Kaczmarek Piotrowski Grabowski Pawłowski Michalski Król"},
		{"Oleksandr Dmytro Andriy Serhiy Mykola Ivan Volodymyr Taras Bohdan Yuriy Olena Oksana Iryna Nataliya Kateryna Svitlana Daryna Halyna Tetiana Yulia", "Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Oliynyk Lysenko Melnyk Ivanov Petrenko Marchenko Rudenko Savchenko Moroz Pavlenko Volkov Sokolov Morozov Popov Orlov"},
		{"Georgios Dimitris Nikos Kostas Yannis Panagiotis Vasilis Christos Spyros Thanos Maria Eleni Katerina Sophia Ioanna Despina Anastasia Vasiliki Georgia Foteini", "Papadopoulos Nikolaidis Georgiou Pappas Dimitriou Vlachos Karagiannis Makris Alexiou Katsaros Oikonomou Antoniou Ioannou Samaras Stavrou Manolis Kalogeropoulos Lambrou Zervas Markou"},
	}
}

func secondTen() [10]names {
	return [10]names{
		{"Mehmet Mustafa Ahmet Ali Hüseyin Emre Burak Can Murat Serkan Fatma Ayşe Emine Zeynep Elif Merve Büşra Selin Derya Ebru", "Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özdemir Şimşek Polat Güneş"},
		{"Omar Youssef Khalid Hassan Tariq Karim Samir Nabil Walid Fadi Layla Fatima Noor Rania Huda Salma Dina Amal Yasmin Hanan", "Haddad Khoury Mansour Nasser Saleh Hamdan Farouk Aziz Qasim Darwish Rahman Sabbagh Awad Zaki Habib Fakhoury Younis Tamimi Barakat Shaheen"},
		{"Amir Reza Kian Arash Babak Dariush Farhad Navid Omid Siavash Shirin Parisa Nasrin Leila Mahsa Roya Sahar Azadeh Niloofar Golnaz", "Ahmadi Hosseini Karimi Rahimi Moradi Jafari Rezaei Sadeghi Kazemi Farahani Tehrani Shirazi Ebrahimi Ghasemi Nazari Bahrami Rostami Amini Zand Kamali"},
		{"Arjun Rahul Amit Vikram Rohan Sanjay Nikhil Anil Rajesh Kunal Priya Anjali Neha Pooja Kavita Sunita Ritu Meera Nisha Divya", "Sharma Verma Gupta Singh Kumar Agarwal Mehta Joshi Kapoor Malhotra Chopra Bhatia Saxena Mishra Pandey Tiwari Desai Shah Patel Jain"},
		{"Karthik Arun Suresh Ramesh Ganesh Murali Senthil Prakash Vijay Balaji Lakshmi Deepa Revathi Priya Kavitha Meenakshi Gayathri Shanthi Uma Vidya", "Iyer Raman Subramanian Krishnan Natarajan Venkatesan Balakrishnan Chandrasekhar Narayanan Sundaram Murugan Pillai Nair Menon Reddy Rao Naidu Srinivasan Rajan Selvam"},
		{"Wei Jun Ming Hao Lei Tao Bin Peng Jian Qiang Mei Xiu Ling Yan Fang Jing Hui Na Ying Xin", "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo"},
		{"Hiroshi Kenji Takashi Yuki Daiki Haruto Ren Sota Kaito Naoki Sakura Yui Aoi Hina Akiko Emi Keiko Mariko Naomi Ayumi", "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Mori"},
		{"Min-jun Seo-jun Ji-ho Hyun-woo Jun-ho Sung-min Dong-hyun Tae-yang Joon-young Woo-jin Seo-yeon Ji-woo Min-seo Ha-eun Soo-ah Yu-na Eun-ji Hye-jin Da-eun Bo-ram", "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Yoo Hong"},
		{"Minh Tuan Hung Dung Nam Quang Khoa Bao Long Duc Linh Huong Lan Mai Trang Thao Phuong Ngoc Hanh Thu", "Nguyen Tran Le Pham Hoang Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly Dinh Trinh Doan Luong Mac"},
		{"Chinedu Emeka Tunde Segun Kunle Femi Obinna Ikenna Babatunde Uche Ngozi Amara Chioma Adaeze Folake Yetunde Bisi Temitope Ifeoma Zainab", "Okafor Adeyemi Okonkwo Adebayo Eze Balogun Nwosu Ogunleye Obi Bello Onyeka Afolabi Uzoma Akande Chukwu Oyelaran Nnamdi Olatunji Ibekwe Danjuma"},
	}
}
