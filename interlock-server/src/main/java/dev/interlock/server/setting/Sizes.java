package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.yaml.Node;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes: {@code 65536}, {@code 64KiB} or {@code 4MiB}. */
final class Sizes {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,10})(KiB|MiB)?");

    private final Diagnostics diagnostics;

    Sizes(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Reads a number of bytes; the smallest allowed when what is written is reported. */
    int bytes(Node node, String what, int min, int max) {
        if (node instanceof Node.Scalar scalar) {
            Matcher m = FORM.matcher(scalar.value());
            if (m.matches()) {
                int shift = m.group(2) == null ? 0 : m.group(2).equals("KiB") ? 10 : 20;
                long bytes = Long.parseLong(m.group(1)) << shift;
                if (bytes >= min && bytes <= max) {
                    return (int) bytes;
                }
            }
        }
        diagnostics.error(
                Check.BAD_NUMBER,
                node.place(),
                what + " must be a size from " + shown(min) + " to " + shown(max) + ", not "
                        + (node instanceof Node.Scalar scalar ? Diagnostics.quote(scalar.value()) : node.kind()),
                "write a number of bytes such as `65536`, or `64KiB` or `4MiB`");
        return min;
    }

    private static String shown(int bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + "MiB" : (bytes >> 10) + "KiB";
    }
}
