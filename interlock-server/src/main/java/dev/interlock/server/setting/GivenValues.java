package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads values that may be secrets: written, or named by a variable of the server's own environment or by a file. */
public final class GivenValues {

    private static final String FORMS = "write text, `{from-env: NAME}`, or `{from-file: FILE}`";

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;
    private final Map<String, String> environment;

    /** @param folder what paths of files are relative to */
    public GivenValues(Diagnostics diagnostics, Values values, Path folder, Map<String, String> environment) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
        this.environment = environment;
    }

    /** A text, or where it is. */
    public Optional<String> read(Node node) {
        if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
            return oneLine(scalar.value(), scalar.place());
        }
        Optional<Node.Mapping> mapping = values.mapping(node, "a value", FORMS);
        return mapping.flatMap(written -> elsewhere(written, "a value"));
    }

    private Optional<String> oneLine(String value, Place place) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            diagnostics.error(Check.BAD_VALUE, place, "the value has control characters", "write it on one line");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /**
     * Reads a value that stands elsewhere: {@code {from-env: NAME}}, a variable of the server's own environment, or {@code {from-file:
     * FILE}}, a file that others may not read.
     *
     * @param what the subject of the mapping, in messages to its author
     */
    Optional<String> elsewhere(Node.Mapping mapping, String what) {
        var fields = new Fields(mapping, what, diagnostics);
        Optional<Node> file = fields.take("from-file");
        Optional<String> value = file.isPresent()
                ? values.text(file.get(), "`from-file`").flatMap(this::fromFile)
                : fields.require("from-env", FORMS)
                        .flatMap(node -> values.text(node, "`from-env`"))
                        .flatMap(this::fromEnvironment);
        fields.finish();
        return value;
    }

    private Optional<String> fromEnvironment(Node.Scalar variable) {
        if (!environment.containsKey(variable.value())) {
            diagnostics.error(
                    Check.ENVIRONMENT,
                    variable.place(),
                    "the environment has no variable " + Diagnostics.quote(variable.value()),
                    "set it before the server starts");
        }
        return Optional.ofNullable(environment.get(variable.value()));
    }

    /** Reads a file without the end of its last line, which editors and `echo` write. */
    private Optional<String> fromFile(Node.Scalar file) {
        try {
            String text = SecretText.read(folder.resolve(file.value()).normalize(), file.value());
            return oneLine(text.replaceFirst("\\R\\z", ""), file.place());
        } catch (IOException | InvalidPathException e) {
            diagnostics.error(
                    Check.UNREADABLE,
                    file.place(),
                    e instanceof IOException ? String.valueOf(e.getMessage()) : "this is not a file name",
                    "write the secret to a file that only the server's user can read, and name it relative to "
                            + "the configuration's folder");
            return Optional.empty();
        }
    }

    /** The same of what is a secret for certain. */
    public Optional<String> secret(Node node, String key, Place at) {
        if (node instanceof Node.Scalar) {
            diagnostics.warning(
                    Check.SECRET_IN_CLEAR,
                    at,
                    "the configuration contains a credential in plain text",
                    "write `" + key + ": {from-env: NAME}`, or `{from-file: FILE}`");
        }
        return read(node);
    }
}
