package dev.interlock.policy.story;

/**
 * A text that a simple pattern matches: literals, classes, groups and repetitions. It takes the last of several alternatives, and
 * the least repetitions, but one of a part that has a digit of the number. The sample of any other pattern need not match it.
 */
final class PatternSample {

    private static final int MOST = 256;

    private final String pattern;
    /** The digits that are left of the number, read from its end. */
    private final String digits;

    private int at;
    private int used;

    private PatternSample(String pattern, int number) {
        this.pattern = pattern;
        this.digits = String.valueOf(number);
    }

    static String of(String pattern, int number) {
        try {
            return new PatternSample(pattern, number).alternatives();
        } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
            return "";
        }
    }

    private String alternatives() {
        String last = sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            used = 0;
            last = sequence();
        }
        return last;
    }

    private String sequence() {
        var out = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')' && out.length() < MOST) {
            int from = at;
            int before = used;
            String one = atom();
            int end = at;
            int least = repetition();
            int after = at;
            out.append(one);
            for (int i = 1; i < least && out.length() < MOST; i++) {
                at = from;
                out.append(atom());
            }
            at = Math.max(end, after);
            if (least == 0 && used == before) {
                out.setLength(out.length() - one.length());
            }
        }
        return out.toString();
    }

    /** Reads the least number of repetitions. */
    private int repetition() {
        if (at >= pattern.length()) {
            return 1;
        }
        char c = pattern.charAt(at);
        if (c == '*' || c == '?') {
            at++;
            return 0;
        }
        if (c == '+') {
            at++;
            return 1;
        }
        if (c != '{') {
            return 1;
        }
        int close = pattern.indexOf('}', at);
        String least = pattern.substring(at + 1, close).split(",", -1)[0];
        at = close + 1;
        return Integer.parseInt(least);
    }

    private String atom() {
        char c = pattern.charAt(at++);
        switch (c) {
            case '(' -> {
                if (pattern.startsWith("?:", at)) {
                    at += 2;
                }
                String inside = alternatives();
                at++;
                return inside;
            }
            case '[' -> {
                int close = pattern.indexOf(']', at + 1);
                String members = pattern.substring(at, close);
                at = close + 1;
                return member(members);
            }
            case '\\' -> {
                char escaped = pattern.charAt(at++);
                return escaped == 'd' ? digit() : escaped == 'w' ? "a" : String.valueOf(escaped);
            }
            case '.' -> {
                return "a";
            }
            case '^', '$' -> {
                return "";
            }
            default -> {
                return String.valueOf(c);
            }
        }
    }

    private String member(String members) {
        if (members.contains("0-9") || members.contains("1-9") || members.contains("\\d")) {
            return digit();
        }
        char first = members.charAt(0);
        return first == '^' ? "a" : first == '\\' ? members.substring(1, 2) : String.valueOf(first);
    }

    private String digit() {
        return used < digits.length() ? String.valueOf(digits.charAt(used++)) : "0";
    }
}
