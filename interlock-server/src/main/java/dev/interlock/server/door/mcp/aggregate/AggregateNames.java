package dev.interlock.server.door.mcp.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.ServerName;
import dev.interlock.server.upstream.Upstream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of things of several servers behind one endpoint: the server's own name first, so that no server can take or cover
 * another's, and the same at every start, whatever the other servers offer.
 */
public final class AggregateNames {
    /** The text between server and tool or prompt. The name of a server does not contain it, so the first one counts. */
    public static final String BETWEEN = "__";

    /** The longest name of a function that many models' interfaces take; one that is longer makes them refuse all. */
    static final int MOST = 64;

    private static final int DIGEST = 10;
    private static final Pattern SHORTENED = Pattern.compile(".*_[0-9a-f]{" + DIGEST + "}", Pattern.DOTALL);

    private AggregateNames() {}

    /** The name of a thing at the server that has it. */
    public record ServerItem(Upstream server, String name) {}

    /**
     * Returns the name of a tool. A long name is cut, and ends with the beginning of the digest (SHA-256) of the whole.
     */
    static String tool(String server, String tool) {
        String whole = server + BETWEEN + tool;
        if (whole.length() <= MOST) {
            return whole;
        }
        int end = MOST - DIGEST - 1;
        String kept = whole.substring(0, Character.isHighSurrogate(whole.charAt(end - 1)) ? end - 1 : end);
        return kept + "_" + digest(whole);
    }

    private static String digest(String whole) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Returns the name of a prompt, of any length, as no model calls it. */
    static String prompt(String server, String prompt) {
        return server + BETWEEN + prompt;
    }

    /** Returns the URI of a resource, or of a template. */
    public static String uri(String server, String uri) {
        return ServerName.scheme(server) + "+" + uri;
    }

    /**
     * Returns the tool that is meant, if the name begins with one of these servers. The server says whether it has such
     * a tool.
     */
    public static Optional<ServerItem> toolNamed(Collection<Upstream> servers, String name) {
        return prompted(servers, name).map(of -> {
            boolean maybe = name.length() >= MOST - 1 && SHORTENED.matcher(name).matches();
            if (!maybe || of.server().tool(of.name()).isPresent()) {
                return of;
            }
            return whole(of.server(), name)
                    .map(tool -> new ServerItem(of.server(), tool))
                    .orElse(of);
        });
    }

    private static Optional<String> whole(Upstream server, String shortened) {
        for (ObjectNode tool : Aggregate.tools(server)) {
            String own = Json.string(tool, "name");
            if (own != null && tool(server.name(), own).equals(shortened)) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    /** Returns the prompt that is meant. */
    public static Optional<ServerItem> promptNamed(Collection<Upstream> servers, String name) {
        return prompted(servers, name);
    }

    private static Optional<ServerItem> prompted(Collection<Upstream> servers, String name) {
        int at = name.indexOf(BETWEEN);
        if (at < 0) {
            return Optional.empty();
        }
        String server = name.substring(0, at);
        String own = name.substring(at + BETWEEN.length());
        return servers.stream()
                .filter(each -> each.name().equals(server) && !own.isEmpty())
                .findFirst()
                .map(each -> new ServerItem(each, own));
    }

    /** Returns the resource that is meant, or the template. Clients may write the scheme in lower case, and do. */
    public static Optional<ServerItem> uriNamed(Collection<Upstream> servers, String uri) {
        int at = uri.indexOf('+');
        if (at < 0 || at + 1 == uri.length()) {
            return Optional.empty();
        }
        String scheme = uri.substring(0, at);
        return servers.stream()
                .filter(each -> ServerName.scheme(each.name()).equalsIgnoreCase(scheme))
                .findFirst()
                .map(each -> new ServerItem(each, uri.substring(at + 1)));
    }
}
