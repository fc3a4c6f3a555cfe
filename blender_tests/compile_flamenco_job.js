// Compiles a job as Flamenco's manager does: runs a job type's script with the names
// that the manager gives it, and prints the settings and the tasks as JSON.
//     node compile_flamenco_job.js SCRIPT.js SETTINGS.json

const fs = require("fs");
const vm = require("vm");

class Task {
    constructor(name, type) {
        Object.assign(this, { name: name.trim(), type, commands: [], dependencies: [] });
        if (!this.name || !type) {
            throw new Error("author.Task(name, type): both are required");
        }
    }
    addCommand(command) {
        this.commands.push(command);
    }
    addDependency(task) {
        this.dependencies.push(task.name);
    }
}

const names = {
    print() {},
    alert() {},
    author: {
        Task: (name, type) => new Task(name, type),
        Command: (name, parameters) => ({ name, parameters }),
    },
    path: {
        basename: (name) => name.split(/[\\/]/).pop(),
        dirname: (name) => name.replace(/[\\/][^\\/]*$/, ""),
        join: (...parts) => parts.join("/"),
        stem: (name) => name.split(/[\\/]/).pop().replace(/\.[^.]*$/, ""),
    },
};
const context = vm.createContext(names);
vm.runInContext(fs.readFileSync(process.argv[2], "utf8"), context);
const type = vm.runInContext("JOB_TYPE", context);
const tasks = [];
const job = {
    settings: JSON.parse(fs.readFileSync(process.argv[3], "utf8")),
    created: new Date(),
    addTask: (task) => tasks.push(task),
};
let error = null;
try {
    names.compileJob(job);
} catch (thrown) {
    error = String(thrown);
}
console.log(JSON.stringify({ type, tasks, error }));
