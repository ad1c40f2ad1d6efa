package dev.interlock.engine.table;

import java.util.Arrays;

/**
 * The values of keys, one after the other in one array: without an object for each of them, a key costs a third of the
 * memory and comparing it follows no pointers. Texts are only added.
 */
final class KeyTexts {

    private char[] chars = new char[256];
    private int used;

    /** Adds a text, and returns the position at which it begins. */
    int add(String text) {
        int start = used;
        int end = Math.addExact(start, text.length());
        if (end > chars.length) {
            chars = Arrays.copyOf(chars, Math.clamp(end * 3L / 2, end, Integer.MAX_VALUE - 8));
        }
        text.getChars(0, text.length(), chars, start);
        used = end;
        return start;
    }

    boolean equals(int start, int end, String text) {
        int length = text.length();
        if (end - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (chars[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String text(int start, int end) {
        return new String(chars, start, end - start);
    }

    int end() {
        return used;
    }
}
