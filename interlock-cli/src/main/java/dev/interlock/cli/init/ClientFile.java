package dev.interlock.cli.init;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration of a client, which names the servers that it uses: that of Claude Desktop, Claude Code ({@code .mcp.json}), Cursor,
 * Windsurf, Gemini CLI, VS Code ({@code mcp.json}) or Zed. Comments and commas at the end are taken as these clients take them, and stay
 * where they are when a server is replaced.
 *
 * @param path where it is
 * @param servers the servers that it names
 */
public record ClientFile(Path path, String text, List<Entry> servers) {

    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> SECTIONS = Set.of("mcpServers", "servers", "context_servers");
    private static final Set<String> ADDRESSES = Set.of("url", "serverUrl", "httpUrl");
    /** A reference to a variable of the client's environment: {@code ${KEY}} or {@code ${KEY:-default}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper MAPPER = new JsonMapper(JSON);

    /**
     * A server in the file.
     *
     * @param key its name there
     * @param from where its value begins in the text
     * @param to where its value ends
     */
    public record Entry(String key, FoundServer server, int from, int to) {}

    public ClientFile {
        servers = List.copyOf(servers);
    }

    /**
     * Reads a file.
     *
     * @param environment the values of variables that the file refers to
     * @throws WrongUsage if it cannot be read, names no server, or a server in a way that only the client understands
     */
    public static ClientFile read(Path path, Map<String, String> environment) throws WrongUsage {
        String text;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new WrongUsage("`" + path + "` has more than " + MAX_BYTES + " bytes");
            }
            text = Files.readString(path);
        } catch (IOException e) {
            throw new WrongUsage("`" + path + "` cannot be read");
        }
        if (path.toString().endsWith(".toml")) {
            throw new WrongUsage("`" + path + "` is TOML; give each of its servers as `-- COMMAND` or `--url`");
        }
        try {
            return new ClientFile(path, text, new Reader(path, text, environment).entries());
        } catch (JsonProcessingException e) {
            throw new WrongUsage(
                    "`" + path + "` is no JSON, at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new WrongUsage("`" + path + "` cannot be read");
        }
    }

    /** Returns the text with other values for some of its servers, by their keys. */
    public String with(Map<String, String> values) {
        var changed = new StringBuilder(text);
        servers.stream()
                .filter(entry -> values.containsKey(entry.key()))
                .sorted(Comparator.comparingInt(Entry::from).reversed())
                .forEach(entry -> changed.replace(entry.from(), entry.to(), values.getOrDefault(entry.key(), "")));
        return changed.toString();
    }

    /** Leaves out the text, which may hold secrets. */
    @Override
    public String toString() {
        return "ClientFile[" + path + "]";
    }

    /** Reads one file. */
    private record Reader(Path path, String text, Map<String, String> environment) {

        List<Entry> entries() throws IOException, WrongUsage {
            List<Entry> found = new ArrayList<>();
            try (JsonParser parser = JSON.createParser(text)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new WrongUsage("`" + path + "` is no configuration of a client: it holds no object");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean servers = SECTIONS.contains(parser.currentName());
                    if (parser.nextToken() == JsonToken.START_OBJECT && servers) {
                        section(parser, found);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            if (found.isEmpty()) {
                throw new WrongUsage(
                        "`" + path
                                + "` names no server under `mcpServers`, `servers` or `context_servers` that is not behind a gateway already");
            }
            return found;
        }

        private void section(JsonParser parser, List<Entry> found) throws IOException, WrongUsage {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                int to = (int) parser.currentLocation().getCharOffset();
                JsonNode value = MAPPER.readTree(text.substring(from, to));
                if (!isInterlock(value)) {
                    found.add(new Entry(key, server(key, value), from, to));
                }
            }
        }

        /** Returns whether the entry is a gateway already. */
        private static boolean isInterlock(JsonNode value) {
            return value.path("command").asText().matches("(.*/)?interlock");
        }

        private FoundServer server(String key, JsonNode value) throws WrongUsage {
            String name = FoundServer.plain(key);
            Optional<String> address = ADDRESSES.stream()
                    .map(value::path)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .findFirst();
            if (address.isPresent()) {
                if (value.path("type").asText("").equals("sse")) {
                    throw wrong(
                            key, "speaks the old transport `sse`; see whether it has an address of streamable HTTP");
                }
                return FoundServer.remote(name, url(key, address.get()), values(key, value.path("headers")));
            }
            if (!value.path("command").isTextual()) {
                throw wrong(key, "has neither a `command` nor a `url`");
            }
            List<String> command = new ArrayList<>();
            command.add(resolved(key, value.path("command").textValue()));
            for (JsonNode argument : value.path("args")) {
                command.add(resolved(key, argument.asText()));
            }
            return FoundServer.process(name, command, values(key, value.path("env")));
        }

        private URI url(String key, String address) throws WrongUsage {
            try {
                URI url = URI.create(resolved(key, address));
                if (url.getHost() != null) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw wrong(key, "has no address that can be used as its `url`");
        }

        private Map<String, String> values(String key, JsonNode members) throws WrongUsage {
            Map<String, String> values = new TreeMap<>();
            for (var member : members.properties()) {
                values.put(member.getKey(), resolved(key, member.getValue().asText()));
            }
            return values;
        }

        /** Puts in the variables that a value refers to. */
        private String resolved(String key, String value) throws WrongUsage {
            if (value.contains("${input:")) {
                throw wrong(
                        key,
                        "asks its user for a value (`${input:...}`), which only the client can; write it into the file, or"
                                + " into a variable as `${NAME}`, for this once");
            }
            Matcher variables = VARIABLE.matcher(value);
            var resolved = new StringBuilder();
            while (variables.find()) {
                String there = environment.get(variables.group(1));
                String known = there == null ? variables.group(2) : there;
                if (known == null) {
                    throw wrong(
                            key,
                            "refers to the variable `" + variables.group(1) + "`, which the environment does not have");
                }
                variables.appendReplacement(resolved, Matcher.quoteReplacement(known));
            }
            return variables.appendTail(resolved).toString();
        }

        private WrongUsage wrong(String key, String what) {
            return new WrongUsage("the server `" + Screen.printable(key) + "` in `" + path + "` " + what);
        }
    }
}
