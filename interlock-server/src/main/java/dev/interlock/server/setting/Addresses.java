package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.server.tls.ListenTls;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses: to listen on, to call, and to be called by. */
public final class Addresses {

    private static final Pattern LISTEN = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");
    private static final Pattern HOST = Pattern.compile("\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+");

    private static final Map<String, ListenTls.Clients> CLIENTS = Map.of(
            "none", ListenTls.Clients.NONE,
            "optional", ListenTls.Clients.OPTIONAL,
            "required", ListenTls.Clients.REQUIRED);

    private final Diagnostics diagnostics;
    private final Values values;

    public Addresses(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    /** An address, or a mapping of it and of what is spoken there. */
    public Optional<Listen> listen(Node node, Path folder) {
        if (!(node instanceof Node.Mapping mapping)) {
            return address(node);
        }
        var fields = new Fields(mapping, "`listen`", diagnostics);
        Optional<Listen> address =
                fields.require("address", "write `address: 127.0.0.1:7420`").flatMap(this::address);
        Optional<Node> tls = fields.take("tls");
        Optional<ListenTls> secured = tls.flatMap(spoken -> tls(spoken, folder));
        fields.finish();
        return address.filter(ignored -> tls.isPresent() == secured.isPresent())
                .map(listen -> new Listen(listen.host(), listen.port(), secured));
    }

    private Optional<ListenTls> tls(Node node, Path folder) {
        Optional<Node.Mapping> mapping =
                values.mapping(node, "`tls`", "write `tls: {certificate: server.pem, key: server.key}`");
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        var fields = new Fields(mapping.get(), "`tls`", diagnostics);
        Optional<Path> certificate = fields.require("certificate", "name a PEM file with the server's certificates")
                .flatMap(file -> file(file, "`certificate`", folder));
        Optional<Path> key = fields.require("key", "name a PEM file with the certificate's key")
                .flatMap(file -> file(file, "`key`", folder));
        Optional<ListenTls.Clients> clients = fields.take("client-certificates")
                .flatMap(choice -> values.choice(choice, "`client-certificates`", CLIENTS));
        Optional<Path> authorities = fields.take("authorities").flatMap(file -> file(file, "`authorities`", folder));
        if (authorities.isPresent() && clients.orElse(ListenTls.Clients.NONE) == ListenTls.Clients.NONE) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    fields.keyPlace("authorities"),
                    "`authorities` verify client certificates, but none is requested",
                    "write `client-certificates: required`, or `optional`, or remove `authorities`");
        }
        fields.finish();
        return certificate.flatMap(chain ->
                key.map(secret -> new ListenTls(chain, secret, clients.orElse(ListenTls.Clients.NONE), authorities)));
    }

    private Optional<Path> file(Node node, String what, Path folder) {
        Optional<Node.Scalar> text = values.text(node, what);
        try {
            return text.map(name -> folder.resolve(name.value()).normalize());
        } catch (InvalidPathException e) {
            diagnostics.error(Check.BAD_PATH, node.place(), what + " is not a file name", "write the path of a file");
            return Optional.empty();
        }
    }

    /** An address alone. */
    public Optional<Listen> address(Node node) {
        if (node instanceof Node.Scalar scalar) {
            Matcher m = LISTEN.matcher(scalar.value());
            if (m.matches() && Integer.parseInt(m.group(3)) <= 65_535) {
                return Optional.of(
                        new Listen(m.group(1) != null ? m.group(1) : m.group(2), Integer.parseInt(m.group(3))));
            }
        }
        diagnostics.error(
                Check.ADDRESS,
                node.place(),
                "`listen` must be an address and a port, not "
                        + (node instanceof Node.Scalar s ? Diagnostics.quote(s.value()) : node.kind()),
                "write `127.0.0.1:7420`, or `[::1]:7420`");
        return Optional.empty();
    }

    /** Warns of what a listener that others can reach lacks. */
    public void open(Place place, Listen listen, boolean hostsGiven) {
        if (listen.tls().isPresent()) {
            if (!hostsGiven) {
                diagnostics.warning(
                        Check.OPEN_LISTENER,
                        place,
                        "`" + listen + "` can be reached from other machines, but no host name is accepted for it",
                        "name the hosts under which it is reached in `hosts`");
            }
            return;
        }
        diagnostics.warning(
                Check.OPEN_LISTENER,
                place,
                "`" + listen + "` can be reached from other machines, and tokens would travel unencrypted",
                "give `listen` an `address` and `tls`, or listen on `127.0.0.1` behind a proxy that terminates TLS"
                        + (hostsGiven ? "" : "; name the hosts under which it is reached in `hosts`"));
    }

    /** An http or https address without credentials. */
    public Optional<URI> url(Node node, String what) {
        Optional<Node.Scalar> text = values.text(node, what);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        URI uri = parsed(text.get().value());
        if (uri == null || uri.getHost() == null || !isHttp(uri)) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.place(),
                    what + " is not an HTTP or HTTPS address",
                    "write it in full, such as `https://erp.example.com/mcp`");
            return Optional.empty();
        }
        if (uri.getUserInfo() != null) {
            diagnostics.error(
                    Check.SECRET_IN_CLEAR,
                    node.place(),
                    what + " carries credentials",
                    "use `headers: {Authorization: {from-env: NAME}}`");
            return Optional.empty();
        }
        return Optional.of(uri);
    }

    /** Reads an address like {@link #url} to which paths are appended; without a slash at its end. */
    public Optional<URI> base(Node node, String what) {
        Optional<URI> found = url(node, what);
        if (found.isEmpty()) {
            return found;
        }
        URI uri = found.get();
        String path = uri.getRawPath();
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || !uri.equals(uri.normalize())) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.place(),
                    what + " is not an address to which paths can be appended",
                    "write only scheme, host and the beginning of the path, such as `https://orders.internal/api`");
            return Optional.empty();
        }
        return path.endsWith("/") ? Optional.of(URI.create(uri.toString().replaceFirst("/+$", ""))) : found;
    }

    public List<String> origins(Node node) {
        var found = new ArrayList<String>();
        for (Node.Scalar text : values.texts(node, "an origin")) {
            URI uri = parsed(text.value());
            boolean origin = uri != null
                    && isHttp(uri)
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (origin) {
                found.add(text.value().toLowerCase(Locale.ROOT));
            } else {
                diagnostics.error(
                        Check.ADDRESS,
                        text.place(),
                        Diagnostics.quote(text.value()) + " is not an origin",
                        "write only scheme, host and port, such as `https://console.example.com`");
            }
        }
        return found;
    }

    public List<String> hosts(Node node) {
        var found = new ArrayList<String>();
        for (Node.Scalar text : values.texts(node, "a host")) {
            if (HOST.matcher(text.value()).matches()) {
                found.add(text.value().toLowerCase(Locale.ROOT));
            } else {
                diagnostics.error(
                        Check.ADDRESS,
                        text.place(),
                        Diagnostics.quote(text.value()) + " is not a host",
                        "write a name or an address without scheme, port or path, such as `gateway.example.com`");
            }
        }
        return found;
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
