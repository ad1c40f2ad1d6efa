package dev.interlock.cli.hook;

import dev.interlock.server.json.Json;

/**
 * The requirements that an administrator deploys for Codex, in TOML: the hooks, and the features that keep a user from turning them off or
 * going around them.
 */
record CodexRequirements(NestedHooks hooks, String command) {

    static final String MARK = "# Written by `interlock hook install`";

    /** Returns the file. */
    String text() {
        var text = new StringBuilder(MARK).append(", and replaced by it.\n\n");
        text.append("[features]\n");
        text.append("# A user cannot turn hooks off.\n").append("hooks = true\n");
        text.append("# No hook sees input to a running shell.\n").append("unified_exec_tty = false\n\n");
        text.append("[hooks]\n");
        text.append("managed_dir = ")
                .append(string(InstalledScript.MANAGED_FOLDER))
                .append('\n');
        hooks.events().forEach((event, ofTool) -> {
            text.append("\n[[hooks.").append(event).append("]]\n");
            if (ofTool) {
                text.append("matcher = \"*\"\n");
            }
            text.append("[[hooks.").append(event).append(".hooks]]\n");
            text.append("type = \"command\"\n");
            text.append("command = ").append(string(command)).append('\n');
            text.append("timeout = ").append(hooks.timeout()).append('\n');
        });
        return text.toString();
    }

    /** Writes a basic string of TOML, of which strings of JSON are a part. */
    private static String string(String text) {
        return Json.text(Json.nodes().textNode(text));
    }
}
