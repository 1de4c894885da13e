// node letter_peer.js TEMPLATE DATA.json OUT.docx: median milliseconds of processor time for a letter of docxtemplater.
const fs = require("fs");
const { createRequire } = require("module");
const need = createRequire(process.env.KMN_NODE_MODULES + "/");
const PizZip = need("pizzip");
const Docxtemplater = need("docxtemplater");

const [template, data, out] = process.argv.slice(2);
const bytes = fs.readFileSync(template);
const times = [];
let made;
for (const each of JSON.parse(fs.readFileSync(data, "utf-8"))) {
  const begin = process.cpuUsage();
  const letter = new Docxtemplater(new PizZip(bytes), { paragraphLoop: true, linebreaks: true });
  letter.render(each);
  made = letter.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  const spent = process.cpuUsage(begin);
  times.push((spent.user + spent.system) / 1000);
}
fs.writeFileSync(out, made);
times.sort((a, b) => a - b);
process.stdout.write(String(times[Math.floor(times.length / 2)]));
