package dev.interlock.cli.init;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads how a client reaches one server, in the words of any of the clients.
 *
 * @param file the configuration of the client, for messages
 * @param environment the values of variables that the entry refers to
 * @param exact whether a server that cannot be reached from here in the same way is refused; else it is read as it is written
 */
public record ServerEntry(Path file, Map<String, String> environment, boolean exact) {

    private static final List<String> ADDRESSES = List.of("url", "serverUrl", "httpUrl");
    private static final List<String> HEADERS = List.of("headers", "http_headers");
    /** A reference to a variable of the client's environment: {@code ${KEY}} or {@code ${KEY:-default}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}");

    /** Returns whether the entry is a gateway already. */
    public static boolean isInterlock(JsonNode entry) {
        return entry.path("command").asText().matches("(.*[/\\\\])?interlock");
    }

    /** Returns whether the client does not use the entry. */
    public static boolean isOff(JsonNode entry) {
        return entry.path("disabled").asBoolean() || !entry.path("enabled").asBoolean(true);
    }

    /** Reads an entry. */
    public FoundServer read(String key, JsonNode entry) throws WrongUsage {
        String name = FoundServer.plain(key);
        Optional<String> address = ADDRESSES.stream()
                .map(entry::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
        if (address.isPresent()) {
            if (exact && entry.path("type").asText("").equals("sse")) {
                throw wrong(key, "uses the old transport `sse`; check whether it also has a streamable HTTP address");
            }
            return FoundServer.remote(name, url(key, address.get()), headers(key, entry));
        }
        if (!entry.path("command").isTextual()) {
            throw wrong(key, "has neither a `command` nor a `url`");
        }
        List<String> command = new ArrayList<>();
        command.add(resolved(key, entry.path("command").textValue()));
        for (JsonNode argument : entry.path("args")) {
            command.add(resolved(key, argument.asText()));
        }
        Map<String, String> variables = values(key, entry.path("env"));
        for (JsonNode passed : entry.path("env_vars")) {
            String variable = passed.isTextual()
                    ? passed.textValue()
                    : passed.path("name").asText();
            variable(key, variable).ifPresent(value -> variables.put(variable, value));
        }
        FoundServer server = FoundServer.process(name, command, variables);
        return entry.path("cwd").isTextual()
                ? server.withDirectory(Path.of(resolved(key, entry.path("cwd").textValue())))
                : server;
    }

    private Map<String, String> headers(String key, JsonNode entry) throws WrongUsage {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String member : HEADERS) {
            headers.putAll(values(key, entry.path(member)));
        }
        for (var header : entry.path("env_http_headers").properties()) {
            variable(key, header.getValue().asText()).ifPresent(value -> headers.put(header.getKey(), value));
        }
        if (entry.path("bearer_token_env_var").isTextual()) {
            variable(key, entry.path("bearer_token_env_var").textValue())
                    .ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        }
        return headers;
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
        throw wrong(key, "has a `url` that is not a valid address");
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
        if (exact && value.contains("${input:")) {
            throw wrong(
                    key,
                    "asks its user for a value (`${input:...}`), which only the client can do; for this "
                            + "import, write the value into the file, or refer to a variable as `${NAME}`");
        }
        Matcher variables = VARIABLE.matcher(value);
        var resolved = new StringBuilder();
        while (variables.find()) {
            Optional<String> known = environment.get(variables.group(1)) == null && variables.group(2) != null
                    ? Optional.of(variables.group(2))
                    : variable(key, variables.group(1));
            variables.appendReplacement(resolved, Matcher.quoteReplacement(known.orElse(variables.group())));
        }
        return variables.appendTail(resolved).toString();
    }

    private Optional<String> variable(String key, String name) throws WrongUsage {
        Optional<String> value = Optional.ofNullable(environment.get(name));
        if (exact && value.isEmpty()) {
            throw wrong(key, "refers to the variable `" + Screen.printable(name) + "`, which is not set");
        }
        return value;
    }

    private WrongUsage wrong(String key, String what) {
        return new WrongUsage("the server `" + Screen.printable(key) + "` in `" + file + "` " + what);
    }

    /** Leaves out the environment, which may hold secrets. */
    @Override
    public String toString() {
        return "ServerEntry[" + file + "]";
    }
}
