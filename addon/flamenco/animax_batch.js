// SPDX-License-Identifier: GPL-3.0-or-later
//
// A job type of Flamenco 3.5 and later: a batch of AnimaX (docs/batch.md), one task for
// each line of its manifest. Copy this file into the folder `scripts` beside
// flamenco-manager; docs/farm.md says how to submit a job.

const JOB_TYPE = {
    label: "AnimaX Batch",
    settings: [
        {
            key: "manifest", type: "string", subtype: "file_path", required: true,
            description: "The manifest, one JSON object a line, in a folder that all workers see",
        },
        {
            key: "output_dir", type: "string", subtype: "dir_path", required: true,
            description: "Folder for outputs, reports and previews that all workers see",
        },
        {
            key: "batch_script", type: "string", subtype: "file_path", default: "",
            description: "The add-on's batch.py, where workers see it. Empty: the add-on is enabled in their Blender (4.2 or later)",
        },
        {
            key: "summary", type: "bool", default: true,
            description: "Write summary.html, a page of all takes, once all are made",
        },
        // The manager reads no files: Flamenco's add-on reads this one as it submits.
        {
            key: "lines", type: "string", required: true, visible: "hidden",
            eval: "Path(abspath(settings.manifest)).read_text(encoding='utf-8-sig')",
            description: "What the manifest holds",
        },
    ],
};

// Blender's status where the script itself cannot run; none of AnimaX's own.
const SCRIPT_FAILED = "9";

function compileJob(job) {
    const settings = job.settings;
    for (const key of ["manifest", "output_dir"]) {
        if (!settings[key]) {
            throw `The setting ${key} is empty; choose a path that all workers see.`;
        }
    }
    const tasks = readJobs(settings.lines || "").map((one) => {
        const task = author.Task(one.name, "blender");
        task.addCommand(blenderCommand(settings, ["--lines", String(one.line)]));
        return task;
    });
    for (const task of tasks) {
        job.addTask(task);
    }
    if (settings.summary) {
        const page = path.join(settings.output_dir, "summary.html");
        const task = author.Task("summary", "blender");
        task.addCommand(blenderCommand(settings, ["--summary", page]));
        for (const before of tasks) {
            task.addDependency(before);
        }
        job.addTask(task);
    }
}

// The manifest's jobs: their lines, counted from 1, and names for their tasks. What is
// no job is refused here, before any worker has spent time on it.
function readJobs(text) {
    const jobs = [];
    text.split("\n").forEach((words, index) => {
        const line = index + 1;
        if (words.trim() === "") {
            return;
        }
        let row = null;
        try {
            row = JSON.parse(words);
        } catch (error) {
            throw `Line ${line} of the manifest is not JSON (${error}); correct it and submit again.`;
        }
        if (row === null || typeof row !== "object" || Array.isArray(row)) {
            throw `Line ${line} of the manifest is not a JSON object; correct it and submit again.`;
        }
        for (const key of ["input", row.prompts ? "prompts" : "prompt"]) {
            if (!row[key]) {
                throw `Line ${line} of the manifest has no ${key}; add it and submit again.`;
            }
        }
        jobs.push({ line: line, name: `line ${line}: ${row.output || row.input}` });
    });
    if (jobs.length === 0) {
        throw "The manifest holds no jobs.";
    }
    return jobs;
}

// --resume: a task that another worker had done, or that is run again, repeats nothing.
function blenderCommand(settings, more) {
    const batch = [
        "batch", "--manifest", settings.manifest, "--output-dir", settings.output_dir,
        "--resume",
    ].concat(more);
    const start = settings.batch_script
        ? ["--python-exit-code", SCRIPT_FAILED, "--python", settings.batch_script, "--"]
        : ["--command", "animax"];
    return author.Command("blender-render", {
        exe: "{blender}",
        exeArgs: "{blenderArgs}",
        argsBefore: ["--background"],
        blendfile: "",
        args: start.concat(batch),
    });
}
