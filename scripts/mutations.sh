#!/bin/sh
# Breaks the program on purpose, one small change of its source at a time, and looks whether the suite of pictures notices.
#
#   scripts/mutations.sh                 all changes of scripts/mutations.txt
#   scripts/mutations.sh light gif-lzw   only those whose names begin so
#
# A copy of the working tree gets all changes at once, each behind a switch, so that it is built once: $SMOG_BROKEN names the one that
# works. The program itself has no such switches. The copy lies in $MUTATIONS_FOLDER (default: .build-mutations) and stays, so that the
# next run builds less. The exit status is 0 if every change was noticed. docs/snapshots.md says more.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
copy=${MUTATIONS_FOLDER:-$root/.build-mutations}
list=$root/scripts/mutations.txt
mkdir -p "$copy"

# Files that have not changed keep their times, or all would be built anew.
mkdir -p "$copy.new"
trap 'rm -rf "$copy.new"' EXIT
rm -rf "$copy.new/Sources" "$copy.new/Shaders"
cp -R Sources Shaders Package.swift "$copy.new/"
[ ! -f Package.resolved ] || cp Package.resolved "$copy.new/"
# Only the program is built: the copy has no tests and benchmarks.
export SMOG_ROOMS=smog
perl -e '
    use strict; use warnings;
    my ($list, $folder) = @ARGV;
    my (%texts, %switches, @shaders);
    open my $in, "<", $list or die "$list: $!\n";
    while (<$in>) {
        chomp;
        next if /^\s*(#|$)/;
        my ($name, $file, $right, $wrong) = split / :: /;
        die "$list, line $.: expected name :: file :: right :: wrong\n" unless defined $wrong;
        if ($file eq "Shaders") { push @shaders, [$name, $right, $wrong]; next }
        unless ($texts{$file}) { local $/; open my $f, "<", "$folder/$file" or die "$file: $!\n"; $texts{$file} = <$f> }
        (my $switch = "isBroken_$name") =~ tr/-/_/;
        my ($key, $value) = $right =~ /^(\w+: )(.*)$/s;
        ($key, $wrong) = ($key, $wrong =~ s/^\Q$key\E//r) if $key;
        my $inside = $key ? $value : $right;
        my $new = $right =~ /^[\w.(), ]+ [+]?= / ? "if $switch { $wrong } else { $right }" : ($key // "") . "($switch ? ($wrong) : ($inside))";
        my $count = $texts{$file} =~ s/\Q$right\E/$new/g;
        die "$file: \"$right\" does not stand there any more; see $list\n" unless $count;
        $switches{$file} .= "private let $switch = ProcessInfo.processInfo.environment[\"SMOG_BROKEN\"] == \"$name\"\n";
    }
    my $all = join "", map { local $/; open my $f, "<", $_ or die; <$f> } glob "$folder/Shaders/*";
    my $rows = "";
    for (@shaders) {
        my ($name, $right, $wrong) = @$_;
        die "Shaders: \"$right\" does not stand there any more; see $list\n" if index($all, $right) < 0;
        $rows .= "    \"$name\": (\"$right\", \"$wrong\"),\n";
    }
    my $sources = "Sources/Rendering/OpenGL/OpenGLDrawer.swift";
    unless ($texts{$sources}) { local $/; open my $f, "<", "$folder/$sources" or die; $texts{$sources} = <$f> }
    $texts{$sources} =~ s/gl\.rewriting = rewriting/gl.rewriting = broken/ or die "$sources: shaders are compiled otherwise now\n";
    $switches{$sources} .= "private let breaks: [String: (String, String)] = [\n$rows]\n\@Sendable private func broken(_ text: String) -> String {\n"
        . "    breaks[ProcessInfo.processInfo.environment[\"SMOG_BROKEN\"] ?? \"\"].map { text.replacing(\$0.0, with: \$0.1) } ?? text\n}\n";
    for my $file (keys %texts) {
        open my $out, ">", "$folder/$file" or die "$file: $!\n";
        print $out $texts{$file}, "\nimport Foundation\n", $switches{$file};
    }
' "$list" "$copy.new"
(cd "$copy.new" && find . -type f) | while read -r file; do
    if ! cmp -s "$copy.new/$file" "$copy/$file"; then
        mkdir -p "$(dirname "$copy/$file")"
        cp "$copy.new/$file" "$copy/$file"
    fi
done
(cd "$copy.new" && find . -type l) | while read -r link; do [ -e "$copy/$link" ] || cp -RP "$copy.new/$link" "$copy/$link"; done
(cd "$copy" && find Sources Shaders -type f) | while read -r file; do [ -e "$copy.new/$file" ] || rm -f "$copy/$file"; done

(cd "$copy" && ${SWIFT:-swift} build -c release --product smog >"$copy/build.log" 2>&1) || {
    grep 'error:' "$copy/build.log" | sort -u | head -20 >&2
    exit 1
}
smog=$copy/.build/release/smog

# Prints the first part of the suite that notices, and how many of its pictures; the likeliest part is asked first.
check() {
    case $1 in
        pass*) order='passes looks cameras layouts moving' ;;
        gif* | apng*) order='moving layouts looks cameras passes' ;;
        framing* | winding* | shadow-hard | light-near*) order='cameras looks layouts passes moving' ;;
        layout* | caption*) order='layouts moving looks cameras passes' ;;
        *) order='looks cameras layouts passes moving' ;;
    esac
    for part in $order; do
        said=$(SMOG_BROKEN=$1 "$smog" snapshot check "Tests/RenderSuite/$part.yaml" --quiet --report "$copy/report.html" 2>&1) || {
            count=$(printf '%s\n' "$said" | sed -nE 's/^(differs|failed)  *([^:( ]*).*/\2/p' | sort -u | wc -l)
            printf ' %s %s' "$part" "$([ "$count" -gt 0 ] && echo "$count" || echo failed)"
            return
        }
    done
}
whole=$(check none)
if [ -n "$whole" ]; then
    echo "The suite does not hold without any change:$whole. Record it first: see docs/snapshots.md." >&2
    exit 1
fi
survived=0
for name in $(sed -nE 's/^([a-z-]+) :: .*/\1/p' "$list"); do
    if [ $# -gt 0 ]; then
        wanted=no
        for start in "$@"; do case $name in "$start"*) wanted=yes ;; esac; done
        [ $wanted = yes ] || continue
    fi
    found=$(check "$name")
    if [ -n "$found" ]; then
        printf 'killed    %-20s%s\n' "$name" "$found"
    else
        printf 'SURVIVED  %s\n' "$name"
        survived=$((survived + 1))
    fi
done
[ $survived -eq 0 ] || { echo "$survived changes went unseen" >&2; exit 1; }
