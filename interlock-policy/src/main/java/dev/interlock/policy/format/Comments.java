package dev.interlock.policy.format;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every comment to the part that it is about: one beside a part to that part, one on a line of its own to the part that
 * follows, or to the end of the mapping or list in whose column it stands when that has ended. Blank lines go with the part that
 * follows.
 */
final class Comments {

    private record Home(Piece.Branch branch, @Nullable Home outer, Piece.@Nullable Part owner) {}

    private final SourceText source;
    private final Piece.Branch root;
    /** Every part, in the order of the file. */
    private final List<Piece.Part> parts = new ArrayList<>();

    private final Map<Piece.Part, Home> homes = new HashMap<>();
    private final BitSet scalars = new BitSet();
    private final List<String> pending = new ArrayList<>();
    private final List<String> head = new ArrayList<>();

    private Comments(SourceText source, Piece.Branch root) {
        this.source = source;
        this.root = root;
    }

    /** Attaches the comments of a file and returns those before its first part. */
    static List<String> attach(SourceText source, Piece.Branch root) {
        Comments comments = new Comments(source, root);
        comments.collect(new Home(root, null, null));
        comments.run();
        return comments.head;
    }

    private void collect(Home home) {
        for (Piece.Part part : home.branch().parts) {
            parts.add(part);
            homes.put(part, home);
            if (part.key != null) {
                scalars.set(part.key.start(), part.key.end());
            }
            switch (part.value) {
                case Piece.Leaf leaf -> scalar(leaf);
                case Piece.Branch branch -> collect(new Home(branch, home, part));
            }
        }
    }

    /** Marks the characters of a scalar. The line of a block's {@code |} or {@code >} may end in a comment, which is no part of it. */
    private void scalar(Piece.Leaf leaf) {
        int sign = BlockText.signLength(leaf);
        scalars.set(leaf.start(), leaf.start() + sign);
        int line = leaf.raw().indexOf('\n');
        int rest = leaf.isBlock() && line >= 0 ? leaf.raw().codePointCount(0, line) : sign;
        scalars.set(leaf.start() + rest, leaf.end());
    }

    private void run() {
        int next = 0;
        for (SourceText.Comment comment : source.comments(scalars)) {
            while (next < parts.size() && parts.get(next).start < comment.start()) {
                begin(parts.get(next), next);
                next++;
            }
            Piece.Part last = next == 0 ? null : parts.get(next - 1);
            Piece.Part following = next == parts.size() ? null : parts.get(next);
            if (comment.alone()) {
                alone(comment, last, following);
            } else {
                beside(comment, last);
            }
        }
        for (; next < parts.size(); next++) {
            begin(parts.get(next), next);
        }
    }

    private void begin(Piece.Part part, int number) {
        if (number > 0 || !pending.isEmpty()) {
            blank(part.start, pending);
        }
        (number == 0 ? head : part.above).addAll(pending);
        pending.clear();
    }

    private void blank(int at, List<String> out) {
        boolean twice = !out.isEmpty() && out.get(out.size() - 1).isEmpty();
        if (!twice && source.isFirstOnLine(at) && source.isBlankAbove(at)) {
            out.add("");
        }
    }

    private void beside(SourceText.Comment comment, Piece.@Nullable Part last) {
        Piece.Part part = last;
        Home home = part == null ? null : homes.get(part);
        while (home != null && home.branch().flow && home.branch().end() <= comment.start()) {
            part = home.owner();
            home = home.outer();
        }
        if (part == null) {
            (last == null ? head : root.tail).add(comment.text());
        } else if (part.beside.isEmpty()) {
            part.beside = comment.text();
        } else {
            part.above.add(comment.text());
        }
    }

    private void alone(SourceText.Comment comment, Piece.@Nullable Part last, Piece.@Nullable Part following) {
        Piece.Branch ended = last == null ? null : endedBefore(comment, last, following);
        List<String> out = ended == null ? pending : ended.tail;
        blank(comment.start(), out);
        out.add(comment.text());
    }

    /** The mapping or list whose last line the comment is; null when it belongs to the part that follows. */
    private Piece.@Nullable Branch endedBefore(
            SourceText.Comment comment, Piece.Part last, Piece.@Nullable Part following) {
        Home home =
                last.value instanceof Piece.Branch branch ? new Home(branch, homes.get(last), last) : homes.get(last);
        for (Home at = home; at != null; at = at.outer()) {
            Piece.Branch branch = at.branch();
            if (branch.flow) {
                if (comment.start() < branch.end()) {
                    return following != null && following.start < branch.end() ? null : branch;
                }
            } else if (!branch.parts.isEmpty() && branch.column <= comment.column()) {
                Home followed = following == null ? null : homes.get(following);
                return followed == null || isOutside(followed.branch(), branch, comment) ? branch : null;
            }
        }
        return following == null ? root : null;
    }

    /** Returns whether the following part is outside. A list may stand in the column of its mapping: there the comment's column tells. */
    private static boolean isOutside(Piece.Branch followed, Piece.Branch branch, SourceText.Comment comment) {
        return followed.column < branch.column || (followed != branch && followed.column < comment.column());
    }
}
