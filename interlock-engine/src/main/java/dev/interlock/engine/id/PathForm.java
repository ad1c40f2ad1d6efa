package dev.interlock.engine.id;

import java.util.ArrayList;
import java.util.List;

/**
 * Paths of files and the like, with `/` between their segments. No path has in it what one system takes for a part of a
 * name and another for more (backslashes, percent signs, colons, dots or spaces at the end of a segment).
 *
 * @param absolute whether they begin at the root; else none does
 */
public record PathForm(boolean absolute) implements IdForm {

    private static final Spelling OUTSIDE = new Spelling.None("must not lead out of its base folder");

    @Override
    public Spelling read(String id) {
        if (id.indexOf('\\') >= 0 || id.indexOf('%') >= 0 || id.indexOf(':') >= 0) {
            return new Spelling.None("must not contain a backslash, a percent sign or a colon");
        }
        if (id.startsWith("~")) {
            return new Spelling.None("must not begin with `~`, which some systems expand to a home folder");
        }
        if (id.startsWith("/") != absolute) {
            return new Spelling.None(absolute ? "must be an absolute path" : "must be a relative path");
        }
        List<String> segments = new ArrayList<>();
        boolean upwards = false;
        for (String segment : id.split("/", -1)) {
            if (segment.equals("..")) {
                if (segments.isEmpty()) {
                    return OUTSIDE;
                }
                segments.removeLast();
                upwards = true;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                if (segment.endsWith(".") || segment.endsWith(" ")) {
                    return new Spelling.None("must not have a segment that ends in a dot or a space");
                }
                segments.add(segment);
            }
        }
        if (segments.isEmpty()) {
            return new Spelling.None("must name something below its base folder");
        }
        String canonical = (absolute ? "/" : "") + String.join("/", segments);
        if (canonical.equals(id)) {
            return new Spelling.Canonical(id);
        }
        return new Spelling.Other(
                canonical,
                upwards
                        ? "must not have a segment `..`, since where it leads depends on links"
                        : "must not have an empty segment, a segment `.` or a trailing slash",
                !upwards);
    }

    @Override
    public String name() {
        return "path";
    }
}
