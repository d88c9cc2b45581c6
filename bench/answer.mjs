/** Tells a script to begin; what it has found at its end. */
export function answerOf(script, given = 'go') {
  return new Promise((resolve, reject) => {
    script.child.once('message', resolve);
    void script.exited.then(() => reject(new Error(`The script failed:\n${script.output()}`)));
    script.child.send(given);
  });
}
