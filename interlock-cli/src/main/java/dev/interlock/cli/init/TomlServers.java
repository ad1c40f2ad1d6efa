package dev.interlock.cli.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.interlock.cli.init.TomlStatements.Statement;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * A configuration in TOML, as Codex has it: a table {@code [mcp_servers.NAME]} for each server. Jackson reads it, but forgets comments and
 * order, so the text itself is changed; what came of it is read again, and has to say what it should.
 */
record TomlServers(String text) implements ServersText {

    private static final String SECTION = "mcp_servers";
    /** The keys that say how a server is reached. The others are the client's own business, and stay. */
    private static final Set<String> REACHED = Set.of(
            "command",
            "args",
            "env",
            "env_vars",
            "cwd",
            "url",
            "http_headers",
            "env_http_headers",
            "bearer_token",
            "bearer_token_env_var",
            "oauth",
            "auth",
            "scopes",
            "oauth_resource");

    private static final TomlMapper MAPPER = new TomlMapper();

    @Override
    public Map<String, JsonNode> entries() throws IOException {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        read(text).path(SECTION).properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    private static JsonNode read(String text) throws IOException {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "is not valid TOML, at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr(),
                    e);
        }
    }

    @Override
    public String with(SortedMap<String, ObjectNode> servers) throws IOException {
        var out = new StringBuilder();
        int done = 0;
        Optional<ObjectNode> server = Optional.empty();
        boolean dropped = false;
        for (Statement statement : TomlStatements.of(text)) {
            List<String> keys = statement.keys();
            if (statement.header()) {
                server = keys.size() > 1 && keys.getFirst().equals(SECTION)
                        ? Optional.ofNullable(servers.get(keys.get(1)))
                        : Optional.empty();
                dropped = server.isPresent() && keys.size() > 2 && REACHED.contains(keys.get(2));
                if (server.isPresent() && keys.size() == 2) {
                    out.append(text, done, statement.to());
                    endLine(out);
                    out.append(entry(server.get()));
                    done = statement.to();
                }
            }
            boolean reaches = !statement.header() && server.isPresent() && REACHED.contains(keys.getFirst());
            if (dropped || reaches) {
                out.append(text, done, statement.from());
                done = statement.to();
            }
        }
        out.append(text, done, text.length());
        requireChanged(out.toString(), servers);
        return out.toString();
    }

    private static void endLine(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private static String entry(ObjectNode server) {
        // A list and a text of JSON, with its escapes, are a list and a text of TOML.
        return "command = " + server.path("command") + "\nargs = " + server.path("args") + "\n";
    }

    /** Refuses a change after which the text says anything else than it did, or not what it should. */
    private void requireChanged(String changed, SortedMap<String, ObjectNode> servers) throws IOException {
        JsonNode wanted = read(text);
        servers.forEach((key, server) -> {
            if (wanted.path(SECTION).path(key) instanceof ObjectNode entry) {
                entry.remove(REACHED);
                entry.set("command", server.path("command"));
                entry.set("args", server.path("args"));
            }
        });
        JsonNode read;
        try {
            read = read(changed);
        } catch (IOException e) {
            read = MAPPER.createObjectNode();
        }
        if (!read.equals(wanted)) {
            throw new IOException(
                    "has a server in a form that cannot be changed safely; write each in its own table, `[" + SECTION
                            + ".NAME]`");
        }
    }

    /** Leaves out the text, which may hold secrets. */
    @Override
    public String toString() {
        return "TomlServers";
    }
}
