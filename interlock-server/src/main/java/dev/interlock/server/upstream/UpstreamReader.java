package dev.interlock.server.upstream;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.credential.CredentialUse;
import dev.interlock.server.credential.CredentialUseReader;
import dev.interlock.server.setting.Addresses;
import dev.interlock.server.setting.GivenValues;
import dev.interlock.server.setting.HeaderName;
import dev.interlock.server.setting.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the upstreams of a configuration. */
public final class UpstreamReader {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** Headers whose literal value is a secret in clear. */
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "cookie", "x-api-key");

    private static final Map<String, UpstreamConfig.Era> ERAS = Map.of(
            "auto", UpstreamConfig.Era.AUTO, "modern", UpstreamConfig.Era.MODERN, "legacy", UpstreamConfig.Era.LEGACY);

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;
    private final GivenValues given;
    private final Limits limits;
    private final CredentialUseReader uses;

    public UpstreamReader(
            Diagnostics diagnostics,
            Values values,
            Path folder,
            GivenValues given,
            Limits limits,
            CredentialUseReader uses) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
        this.given = given;
        this.limits = limits;
        this.uses = uses;
    }

    /** The servers and APIs behind the gateway, by name. */
    public record Found(SortedMap<String, UpstreamConfig> servers, SortedMap<String, ApiConfig> apis) {

        public static Found nothing() {
            return new Found(new TreeMap<>(), new TreeMap<>());
        }

        public Set<String> names() {
            var names = new TreeSet<>(servers.keySet());
            names.addAll(apis.keySet());
            return names;
        }
    }

    public Found read(Node.Mapping upstreams) {
        Found found = Found.nothing();
        var schemes = new TreeMap<String, Node.Scalar>();
        for (Node.Entry entry : upstreams.entries()) {
            if (values.isName(entry.key(), "an upstream")) {
                distinct(entry.key(), schemes);
                if (entry.key().value().equals(UpstreamConfig.OURS)) {
                    diagnostics.error(
                            Check.BAD_NAME,
                            entry.key().place(),
                            Diagnostics.quote(UpstreamConfig.OURS)
                                    + " is reserved: the catalogue lists credentials under it",
                            "choose another name");
                }
            }
            Optional<Node.Mapping> mapping =
                    values.mapping(entry.value(), "an upstream", "write `{command: [...]}` or `{url: https://...}`");
            if (isApi(entry)) {
                mapping.flatMap(api -> api(entry.key().value(), api))
                        .ifPresent(api -> found.apis().put(api.name(), api));
            } else {
                mapping.flatMap(server -> upstream(entry.key(), server))
                        .ifPresent(upstream -> found.servers().put(upstream.name(), upstream));
            }
        }
        return found;
    }

    /** Returns whether the entry, right or wrong, is a REST API and no MCP server. */
    public static boolean isApi(Node.Entry entry) {
        return entry.value() instanceof Node.Mapping mapping
                && mapping.entry("openapi").isPresent();
    }

    private Optional<ApiConfig> api(String name, Node.Mapping mapping) {
        var fields = new Fields(mapping, "a REST API", diagnostics);
        Optional<Path> openapi = fields.take("openapi")
                .flatMap(node -> values.text(node, "`openapi`"))
                .map(text -> folder.resolve(text.value()).normalize());
        Optional<URI> url = fields.require("url", "write the API's address: `url: https://orders.internal/api`")
                .flatMap(node -> new Addresses(diagnostics, values).base(node, "`url`"));
        Map<String, String> headers = headers(fields);
        Optional<CredentialUse> credential = fields.take("credential").flatMap(node -> uses.inHeader(node, headers));
        Duration timeout = timeout(fields);
        fields.finish();
        return openapi.isPresent() && url.isPresent()
                ? Optional.of(new ApiConfig(name, openapi.get(), url.get(), headers, timeout, credential))
                : Optional.empty();
    }

    /** Checks that the name differs from others also where all servers are offered together. */
    private void distinct(Node.Scalar name, Map<String, Node.Scalar> schemes) {
        if (name.value().length() > ServerName.MAX) {
            diagnostics.error(
                    Check.BAD_NAME,
                    name.place(),
                    "this server name is too long",
                    "a server name can have at most " + ServerName.MAX + " characters, because tool names start "
                            + "with it where several servers are offered together");
        }
        Node.Scalar other = schemes.putIfAbsent(ServerName.scheme(name.value()), name);
        if (other != null && !other.value().equals(name.value())) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    name.place(),
                    Diagnostics.quote(name.value()) + " is too similar to " + Diagnostics.quote(other.value())
                            + " in line " + other.place().line(),
                    "use server names that differ in more than case and `_` instead of `-`");
        }
    }

    private Optional<UpstreamConfig> upstream(Node.Scalar name, Node.Mapping mapping) {
        boolean http = mapping.entry("url").isPresent();
        if (http == mapping.entry("command").isPresent()) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    name.place(),
                    Diagnostics.quote(name.value()) + (http ? " has both `url` and `command`" : " has no address"),
                    "write either `command: [program, argument]` or `url: https://...`");
            return Optional.empty();
        }
        var fields = new Fields(mapping, http ? "an upstream over HTTP" : "an upstream over stdio", diagnostics);
        UpstreamConfig.Era era = fields.take("era")
                .flatMap(node -> values.choice(node, "`era`", ERAS))
                .orElse(UpstreamConfig.Era.AUTO);
        Duration timeout = timeout(fields);
        Optional<UpstreamConfig> made =
                http ? http(name.value(), fields, era, timeout) : stdio(name.value(), fields, era, timeout);
        fields.finish();
        return made;
    }

    private Duration timeout(Fields fields) {
        return fields.take("timeout")
                .map(node -> values.duration(node, "`timeout`"))
                .filter(OptionalLong::isPresent)
                .map(millis -> Duration.ofMillis(millis.getAsLong()))
                .orElse(limits.callTime());
    }

    private Map<String, String> headers(Fields fields) {
        return fields.take("headers")
                .flatMap(
                        node -> values.mapping(node, "`headers`", "write `headers: {Authorization: {from-env: NAME}}`"))
                .map(this::headers)
                .orElse(Map.of());
    }

    private Optional<UpstreamConfig> http(String name, Fields fields, UpstreamConfig.Era era, Duration timeout) {
        List<URI> urls = fields.take("url").map(this::instances).orElse(List.of());
        Map<String, String> headers = headers(fields);
        Optional<CredentialUse> credential = fields.take("credential").flatMap(node -> uses.inHeader(node, headers));
        return urls.isEmpty()
                ? Optional.empty()
                : Optional.of(new UpstreamConfig.Http(name, urls, headers, era, timeout, credential));
    }

    /** Reads one address, or the addresses of several instances. */
    private List<URI> instances(Node node) {
        var addresses = new Addresses(diagnostics, values);
        if (!(node instanceof Node.Sequence several)) {
            return addresses.url(node, "`url`").map(List::of).orElse(List.of());
        }
        if (several.items().isEmpty()) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.place(),
                    "`url` names no instance",
                    "write `url: https://...`, or several in brackets");
        }
        var found = new ArrayList<URI>();
        for (Node item : several.items()) {
            Optional<URI> url = addresses.url(item, "an instance");
            if (url.isPresent() && found.contains(url.get())) {
                diagnostics.error(
                        Check.ADDRESS,
                        item.place(),
                        Diagnostics.quote(url.get().toString()) + " is listed twice",
                        "name each instance once");
            }
            url.ifPresent(found::add);
        }
        return found;
    }

    private Optional<UpstreamConfig> stdio(String name, Fields fields, UpstreamConfig.Era era, Duration timeout) {
        List<String> command = fields.take("command")
                .flatMap(node ->
                        values.list(node, "`command`", "write a program and its arguments: `[java, -jar, erp.jar]`"))
                .map(list -> list.items().stream()
                        .map(this::argument)
                        .flatMap(Optional::stream)
                        .toList())
                .orElse(List.of());
        Map<String, String> variables = fields.take("env")
                .flatMap(node -> values.mapping(node, "`env`", "write `env: {NAME: value}`"))
                .map(this::variables)
                .orElse(Map.of());
        Optional<Path> directory = fields.take("cwd")
                .flatMap(node -> values.text(node, "`cwd`"))
                .map(text -> folder.resolve(text.value()).normalize());
        boolean perTask = fields.take("per-task")
                .flatMap(node -> values.choice(node, "`per-task`", Map.of("true", true, "false", false)))
                .orElse(false);
        Optional<CredentialUse> credential =
                fields.take("credential").flatMap(node -> uses.inEnvironment(node, variables.keySet(), perTask));
        if (command.isEmpty()) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    fields.keyPlace("command"),
                    "`command` names no program",
                    "write a program and its arguments: `[java, -jar, erp.jar]`");
            return Optional.empty();
        }
        return Optional.of(
                new UpstreamConfig.Stdio(name, command, variables, directory, era, timeout, perTask, credential));
    }

    /** Numbers and the like are arguments as they are written. */
    private Optional<String> argument(Node node) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
            return Optional.of(scalar.value());
        }
        diagnostics.error(
                Check.WRONG_SHAPE, node.place(), "an argument must be text, not " + node.kind(), "put it in quotes");
        return Optional.empty();
    }

    private Map<String, String> variables(Node.Mapping mapping) {
        var found = new TreeMap<String, String>();
        for (Node.Entry entry : mapping.entries()) {
            Node.Scalar name = entry.key();
            if (!VARIABLE.matcher(name.value()).matches()) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is not the name of an environment variable",
                        "write letters, digits and `_`");
                continue;
            }
            given.read(entry.value()).ifPresent(value -> found.put(name.value(), value));
        }
        return found;
    }

    private Map<String, String> headers(Node.Mapping mapping) {
        var found = new TreeMap<String, String>();
        for (Node.Entry entry : mapping.entries()) {
            Node.Scalar name = entry.key();
            if (!HeaderName.isValid(name.value())) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is not a header name",
                        "write it without a colon and spaces");
                continue;
            }
            if (entry.value() instanceof Node.Scalar
                    && CREDENTIALS.contains(name.value().toLowerCase(Locale.ROOT))) {
                diagnostics.warning(
                        Check.SECRET_IN_CLEAR,
                        name.place(),
                        "the configuration contains a credential in plain text",
                        "write `" + name.value() + ": {from-env: NAME}`");
            }
            given.read(entry.value()).ifPresent(value -> found.put(name.value(), value));
        }
        return found;
    }
}
