package dev.interlock.server.openapi;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.load.SingleFile;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a description of an API: OpenAPI 3.0 or 3.1, JSON or YAML, one file. Of it are read paths, operations, parameters
 * and bodies; its `servers` and `security` are not, as address and credentials are the configuration's.
 *
 * <p>An operation that cannot be decided on as it is described (a body that is no JSON, a parameter in a cookie) is not
 * offered, which is a warning; what makes the file as a whole unreadable is an error. Never throws for what a file contains.
 */
public final class DescriptionReader {

    /** The longest file that is read, in bytes. */
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_DEPTH = 128;
    private static final Pattern VERSION = Pattern.compile("3\\.[01](\\.[0-9]+)?");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

    private final Diagnostics diagnostics = new Diagnostics();
    private final Map<String, Place> names = new TreeMap<>();
    private final Map<String, Place> forms = new TreeMap<>();

    private DescriptionReader() {}

    /** The outcome of reading. */
    public sealed interface Outcome {
        List<Diagnostic> diagnostics();

        /** @param diagnostics warnings alone: what is not offered */
        record Read(Description description, List<Diagnostic> diagnostics) implements Outcome {}

        record Rejected(List<Diagnostic> diagnostics) implements Outcome {}
    }

    /** Reads a file; {@code .json} is JSON, anything else YAML. */
    public static Outcome read(Path file) {
        var reader = new DescriptionReader();
        Optional<SourceFile> source = new SingleFile(reader.diagnostics, MAX_BYTES)
                .read(file, "put the description of the API there, or name another file in `openapi`");
        return source.isPresent() ? reader.read(source.get()) : new Outcome.Rejected(reader.diagnostics.sorted());
    }

    private Outcome read(SourceFile source) {
        Optional<Node> root;
        if (source.path().toLowerCase(Locale.ROOT).endsWith(".json")) {
            root = JsonNodes.read(source, MAX_DEPTH, diagnostics);
        } else {
            YamlTree yaml = YamlReader.read(source, MAX_DEPTH);
            yaml.problems().forEach(diagnostics::add);
            root = yaml.root();
        }
        List<Description.PathItem> paths = new ArrayList<>();
        if (root.orElse(null) instanceof Node.Mapping mapping && !diagnostics.hasErrors()) {
            paths.addAll(document(mapping));
        } else if (!diagnostics.hasErrors()) {
            diagnostics.error(
                    Check.WRONG_SHAPE,
                    source.start(),
                    "the file is not an OpenAPI description",
                    "it must begin with `openapi: 3.1.0` and have `paths`");
        }
        return diagnostics.hasErrors()
                ? new Outcome.Rejected(diagnostics.sorted())
                : new Outcome.Read(new Description(paths), diagnostics.sorted());
    }

    private List<Description.PathItem> document(Node.Mapping root) {
        Node version = root.get("openapi").orElse(null);
        if (!(version instanceof Node.Scalar scalar)
                || !VERSION.matcher(scalar.value()).matches()) {
            diagnostics.error(
                    Check.VERSION,
                    version == null ? root.place() : version.place(),
                    version == null ? "`openapi` is missing" : "this version of OpenAPI is not supported",
                    "describe the API in OpenAPI 3.0 or 3.1, and state the version: `openapi: 3.1.0`");
            return List.of();
        }
        if (!(root.get("paths").orElse(null) instanceof Node.Mapping paths)) {
            diagnostics.error(
                    Check.MISSING_KEY, root.place(), "the description has no `paths`", "describe the operations there");
            return List.of();
        }
        var document = new Document(root);
        return paths.entries().stream()
                .filter(entry -> !entry.key().value().startsWith("x-"))
                .flatMap(entry -> item(document, entry).stream())
                .toList();
    }

    private Optional<Description.PathItem> item(Document document, Node.Entry entry) {
        Node.Scalar key = entry.key();
        Node.Mapping source;
        try {
            source = document.mapping(entry.value(), "a path");
        } catch (Unusable e) {
            diagnostics.error(Check.WRONG_SHAPE, e.place(), e.getMessage(), "describe the path in this file");
            return Optional.empty();
        }
        PathTemplate path = switch (PathTemplate.parse(key.value())) {
            case PathTemplate.Parsed.Read(PathTemplate template) -> template;
            case PathTemplate.Parsed.Wrong(String why) -> {
                notOffered(key.place(), "the path " + Diagnostics.quote(key.value()), why);
                yield PathTemplate.covering(key.value());
            }
        };
        boolean usable = PathTemplate.parse(key.value()) instanceof PathTemplate.Parsed.Read;
        Place first = forms.putIfAbsent(path.form(), key.place());
        if (first != null && usable) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    key.place(),
                    "the path " + Diagnostics.quote(key.value()) + " covers the same requests as another",
                    "describe it once",
                    new Label(first, "first described here"));
            return Optional.empty();
        }
        return Optional.of(methods(document, path, source, usable));
    }

    private Description.PathItem methods(Document document, PathTemplate path, Node.Mapping source, boolean usable) {
        Map<String, Operation> operations = new TreeMap<>();
        Map<String, String> unusable = new TreeMap<>();
        var reader = new OperationReader(document);
        for (Node.Entry entry : source.entries()) {
            if (!METHODS.contains(entry.key().value())) {
                continue;
            }
            String method = entry.key().value().toUpperCase(Locale.ROOT);
            try {
                if (!usable) {
                    throw new Unusable(entry.key().place(), "its path cannot be distinguished from others");
                }
                if (source.get("servers").isPresent()) {
                    throw new Unusable(entry.key().place(), "its path has its own `servers`");
                }
                Operation read = reader.read(
                        path,
                        method,
                        document.mapping(entry.value(), "an operation"),
                        OperationReader.items(source, "parameters"));
                if (isNew(read, entry.key().place())) {
                    operations.put(method, read);
                }
            } catch (Unusable e) {
                String why = "`" + method + " " + path + "` cannot be offered: " + e.getMessage();
                unusable.put(method, why);
                if (usable) {
                    notOffered(e.place(), "`" + method + " " + path + "`", e.getMessage());
                }
            }
        }
        return new Description.PathItem(path, operations, unusable);
    }

    private boolean isNew(Operation operation, Place place) {
        Place first = names.putIfAbsent(operation.name(), place);
        if (first != null) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    place,
                    "the operation `" + operation.name() + "` is described twice",
                    "give each its own `operationId`",
                    new Label(first, "first described here"));
        }
        return first == null;
    }

    private void notOffered(Place place, String what, String why) {
        diagnostics.warning(
                Check.NOT_OFFERED,
                place,
                what + " is not offered: " + why,
                "requests for it are answered with 404; change its description, or leave it out");
    }
}
