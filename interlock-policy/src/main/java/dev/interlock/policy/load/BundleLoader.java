package dev.interlock.policy.load;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code interlock.yaml} and everything it includes. Each file is read once, so that the checked bytes are the digested ones. */
public final class BundleLoader {

    public static final String ROOT = "interlock.yaml";
    public static final int MAX_FILE_BYTES = 1_048_576;
    public static final int MAX_BUNDLE_BYTES = 8_388_608;
    public static final int MAX_FILES = 500;

    private final FileTree tree;
    private final Diagnostics diagnostics;
    private final SortedMap<String, byte[]> contents = new TreeMap<>();
    private final List<BundleFiles.Parsed> parsed = new ArrayList<>();
    private final Deque<String> including = new ArrayDeque<>();
    private long bytes;

    private BundleLoader(FileTree tree, Diagnostics diagnostics) {
        this.tree = tree;
        this.diagnostics = diagnostics;
    }

    /** Loads a bundle; errors go to {@code diagnostics}, and the rest is loaded all the same. */
    public static BundleFiles load(FileTree tree, Diagnostics diagnostics) {
        BundleLoader loader = new BundleLoader(tree, diagnostics);
        Place start = tree.source(ROOT, "").start();
        loader.file(ROOT, start);
        Place found = loader.parsed.isEmpty()
                ? start
                : new Place(loader.parsed.get(0).root().place().file(), 1, 1, 1);
        return new BundleFiles(digest(loader.contents), loader.parsed, found);
    }

    private void file(String path, Place asked) {
        if (contents.containsKey(path)) {
            return;
        }
        if (contents.size() >= MAX_FILES || bytes >= MAX_BUNDLE_BYTES) {
            error(
                    Check.TOO_LARGE,
                    asked,
                    "the bundle has more than " + MAX_FILES + " files or " + MAX_BUNDLE_BYTES + " bytes",
                    "split it into bundles for separate domains");
            return;
        }
        switch (tree.read(path, MAX_FILE_BYTES)) {
            case FileTree.Bytes read -> {
                bytes += read.bytes().length;
                contents.put(path, read.bytes());
                parse(path, read.bytes());
            }
            case FileTree.Missing missing ->
                error(
                        Check.FILE_MISSING,
                        asked,
                        "there is no file `" + path + "` in the bundle's folder",
                        path.equals(ROOT)
                                ? "a bundle is a folder that contains `" + ROOT + "`"
                                : Suggestion.remedy(
                                        path, tree.list().files(), "paths are relative to the bundle's folder"));
            case FileTree.Outside outside ->
                error(
                        Check.OUTSIDE_FOLDER,
                        asked,
                        "`" + path + "` leads out of the bundle's folder through a link",
                        "copy the file into the folder, because the digest covers only files of the bundle");
            case FileTree.TooLarge large ->
                error(
                        Check.TOO_LARGE,
                        asked,
                        "`" + path + "` has " + large.bytes() + " bytes, more than " + MAX_FILE_BYTES,
                        "split the file");
            case FileTree.Unreadable unreadable ->
                error(
                        Check.UNREADABLE,
                        asked,
                        "`" + path + "`: " + unreadable.reason(),
                        "check the file and its permissions");
        }
    }

    private void parse(String path, byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            error(Check.NOT_UTF8, tree.source(path, "").start(), "`" + path + "` is not UTF-8", "save it as UTF-8");
            return;
        }
        // CRLF and a byte order mark are spelling; the digest covers the bytes as they are.
        String clean = (text.startsWith("\ufeff") ? text.substring(1) : text).replace("\r\n", "\n");
        SourceFile source = tree.source(path, clean);
        YamlTree yaml = YamlReader.read(source);
        yaml.problems().forEach(diagnostics::add);
        if (yaml.root().isEmpty()) {
            if (yaml.problems().isEmpty()) {
                error(
                        Check.WRONG_SHAPE,
                        source.start(),
                        "`" + path + "` is empty",
                        "write its content, or do not include it");
            }
            return;
        }
        if (!(yaml.root().get() instanceof Node.Mapping root)) {
            error(
                    Check.WRONG_SHAPE,
                    yaml.root().get().place(),
                    "`" + path + "` is " + yaml.root().get().kind() + ", not a mapping",
                    "a file of a bundle has keys such as `tools`, `intents` or `rules`");
            return;
        }
        parsed.add(new BundleFiles.Parsed(path, root));
        including.addLast(path);
        root.get("include").ifPresent(this::include);
        including.removeLast();
    }

    private void include(Node include) {
        if (!(include instanceof Node.Sequence list)) {
            error(
                    Check.WRONG_SHAPE,
                    include.place(),
                    "`include` must be a list of paths, not " + include.kind(),
                    "write `include: [catalog/*.yaml, rules/sod.yaml]`");
            return;
        }
        for (Node item : list.items()) {
            if (item instanceof Node.Scalar path && !path.isNull()) {
                include(path);
            } else {
                error(
                        Check.WRONG_SHAPE,
                        item.place(),
                        "a path must be text, not " + item.kind(),
                        "write a path or a pattern");
            }
        }
    }

    private void include(Node.Scalar path) {
        var refusal = Glob.refusal(path.value());
        if (refusal.isPresent()) {
            error(
                    Check.OUTSIDE_FOLDER,
                    path.place(),
                    Diagnostics.quote(path.value()) + " is " + refusal.get(),
                    "write a path relative to the bundle's folder, such as `rules/sod.yaml`");
            return;
        }
        if (!Glob.isPattern(path.value())) {
            if (including.contains(path.value())) {
                error(
                        Check.INCLUDE_CYCLE,
                        path.place(),
                        "cyclic include: " + String.join(" -> ", fromCycle(path.value())) + " -> " + path.value(),
                        "remove one of the includes");
            } else {
                file(path.value(), path.place());
            }
            return;
        }
        FileTree.Listing listing = tree.list();
        listing.unlisted().stream()
                .filter(u -> Glob.mayMatchBelow(path.value(), u.folder()))
                .findFirst()
                .ifPresent(u -> error(
                        Check.UNREADABLE,
                        path.place(),
                        "the folder " + (u.folder().isEmpty() ? "of the bundle" : Diagnostics.quote(u.folder()))
                                + " cannot be searched for files that match " + Diagnostics.quote(path.value()) + ": "
                                + u.reason(),
                        "make it searchable, or list the files one by one"));
        List<String> matching = listing.files().stream()
                .filter(f -> !including.contains(f) && Glob.matches(path.value(), f))
                .toList();
        if (matching.isEmpty()) {
            diagnostics.warning(
                    Check.INCLUDE_EMPTY,
                    path.place(),
                    "no file matches " + Diagnostics.quote(path.value()),
                    "patterns are relative to the bundle's folder and match names that end in `.yaml` or `.yml`");
        }
        matching.forEach(f -> file(f, path.place()));
    }

    private List<String> fromCycle(String path) {
        List<String> all = List.copyOf(including);
        return all.subList(all.indexOf(path), all.size());
    }

    private void error(Check check, Place place, String message, String remedy) {
        diagnostics.error(check, place, message, remedy);
    }

    /** The digest over all files. Lengths are part of it, so that no two different bundles are the same bytes. */
    private static String digest(Map<String, byte[]> sorted) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Map.Entry<String, byte[]> file : sorted.entrySet()) {
                for (byte[] part : List.of(file.getKey().getBytes(StandardCharsets.UTF_8), file.getValue())) {
                    digest.update(
                            ByteBuffer.allocate(Long.BYTES).putLong(part.length).flip());
                    digest.update(part);
                }
            }
            return "sha-256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
