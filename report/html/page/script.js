// The page works without this. It opens what is folded before printing, opens what a
// link leads to, and offers to filter the lists.
(function () {
  'use strict';
  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = Array.prototype.slice.call(document.querySelectorAll('details:not([open])'));
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
  });
  function reveal() {
    var target = document.getElementById(location.hash.slice(1));
    for (var e = target; e; e = e.parentElement) {
      if (e.tagName === 'DETAILS') { e.open = true; }
    }
    if (target) { target.scrollIntoView(); }
  }
  window.addEventListener('hashchange', reveal);
  if (location.hash) { reveal(); }
  Array.prototype.forEach.call(document.querySelectorAll('table.ranked'), function (table) {
    var rows = table.querySelectorAll('tbody tr');
    if (rows.length < 8) { return; }
    var label = document.createElement('label');
    label.className = 'filter';
    label.textContent = 'Filter ';
    var input = document.createElement('input');
    input.type = 'search';
    input.placeholder = 'name, id, reason …';
    label.appendChild(input);
    table.parentNode.insertBefore(label, table);
    input.addEventListener('input', function () {
      var wanted = input.value.toLowerCase();
      Array.prototype.forEach.call(rows, function (row) {
        row.hidden = row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
  });
})();
