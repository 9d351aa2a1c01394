# Says how far it is before it is there.
import json, os

done = json.load(open("ckpt.json"))["rows"] if os.path.exists("ckpt.json") else 0
for batch in range(done, 300, 100):
    with open("ckpt.tmp", "w") as f:
        json.dump({"rows": batch + 100}, f)
    os.rename("ckpt.tmp", "ckpt.json")
    with open("out.csv", "a") as f:
        f.writelines(f"{i},{i * i}\n" for i in range(batch, batch + 100))
