package dev.interlock.policy.load;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;

/** Patterns of {@code include}: {@code *} and {@code ?} within one folder, {@code **} over folders. */
final class Glob {

    private Glob() {}

    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /** Returns whether the whole path matches, in time linear in it. */
    static boolean matches(String pattern, String path) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:[^/]+/)*");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i += 1;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.matches(regex.toString(), path);
    }

    /** Returns whether a path below the folder may match. */
    static boolean mayMatchBelow(String pattern, String folder) {
        List<String> steps = List.of(pattern.split("/", -1));
        List<String> folders = folder.isEmpty() ? List.of() : List.of(folder.split("/", -1));
        for (int i = 0; i < folders.size(); i++) {
            if (i == steps.size() - 1 || !matches(steps.get(i), folders.get(i))) {
                return i < steps.size() && steps.get(i).contains("**");
            }
            if (steps.get(i).contains("**")) {
                return true;
            }
        }
        return true;
    }

    /** The reason why a path is no path within the bundle's folder; empty when it is one. */
    static Optional<String> refusal(String path) {
        if (path.isEmpty()) {
            return Optional.of("an empty path");
        }
        if (path.startsWith("/") || path.startsWith("~") || path.matches("[A-Za-z]:.*")) {
            return Optional.of("an absolute path");
        }
        if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            return Optional.of("a path with a character that is not allowed");
        }
        for (String step : path.split("/", -1)) {
            if (step.equals("..")) {
                return Optional.of("a path that leaves the bundle's folder");
            }
            if (step.isEmpty() || step.equals(".")) {
                return Optional.of("a path that is not in its shortest form");
            }
        }
        return Optional.empty();
    }
}
