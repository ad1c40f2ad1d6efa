package dev.interlock.server.console;

import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.RequestHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The files that pages are shown with: one sheet of styles, one script, the icon. Their address holds the digest of them all, so that a
 * browser keeps them for ever and a new version never meets an old page. Immutable.
 */
public final class Assets {

    /** The sheets, in the order in which they count. */
    private static final List<String> STYLES =
            List.of("tokens.css", "base.css", "shell.css", "parts.css", "drawing.css", "pages.css");

    private static final List<String> SCRIPTS = List.of(
            "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js",
            "/META-INF/resources/webjars/htmx-ext-sse/2.2.2/sse.js",
            "console.js",
            "proof.js",
            "playground.js",
            "passkey.js");

    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final Map<String, Asset> byName;
    private final String digest;

    private record Asset(String type, byte[] plain, byte[] zipped) {}

    private Assets(Map<String, byte[]> files) {
        MessageDigest all = sha256();
        byName = new TreeMap<>();
        files.forEach((name, bytes) -> {
            all.update(bytes);
            byName.put(name, new Asset(type(name), bytes, zipped(bytes)));
        });
        digest = HexFormat.of().formatHex(all.digest(), 0, 8);
    }

    /** Reads the files from the class path. */
    public static Assets load() {
        return new Assets(new TreeMap<>(Map.of(
                "console.css", together(STYLES),
                "console.js", together(SCRIPTS),
                "icon.svg", file("icon.svg"))));
    }

    /** Returns where a file is. */
    public String path(String name) {
        return ConsoleDoor.ROOT + "/assets/" + digest + "/" + name;
    }

    /** Answers for a file; empty where there is none of this name and digest. */
    Optional<Reply> answer(String of, String name, RequestHeaders headers) {
        Asset asset = byName.get(name);
        if (asset == null || !of.equals(digest)) {
            return Optional.empty();
        }
        boolean zip = headers.first("accept-encoding").orElse("").contains("gzip");
        Reply reply = new Reply(
                200,
                Map.of("Content-Type", asset.type(), "Cache-Control", FOREVER, "Vary", "Accept-Encoding"),
                new Body.Whole(zip ? asset.zipped() : asset.plain()));
        return Optional.of(zip ? reply.with("Content-Encoding", "gzip") : reply);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".css" -> "text/css; charset=utf-8";
            case ".js" -> "text/javascript; charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    private static byte[] together(List<String> names) {
        var out = new ByteArrayOutputStream();
        for (String name : names) {
            out.writeBytes(file(name));
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static byte[] file(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("`" + name + "` is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
