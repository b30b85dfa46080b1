# SPDX-License-Identifier: MIT
# bash completion of vgicsim; the options come from the command's own help.

_vgicsim()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local commands='run test check replay record regs choices translate
		schema version help'
	local options

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands --help" -- "$cur")
		return
	fi
	[ "$cur" = '=' ] && cur=
	case $prev${COMP_WORDS[COMP_CWORD - 2]} in
	*--format*)
		mapfile -t COMPREPLY < <(compgen -W 'text json tap' -- "$cur")
		return
		;;
	*--gic*)
		mapfile -t COMPREPLY < <(compgen -W 'v2 v3 v4' -- "$cur")
		return
		;;
	*--bank*)
		mapfile -t COMPREPLY < <(compgen -W \
			'GICD GICC GICH GICV GICR ICC GITS GICM' -- "$cur")
		return
		;;
	esac
	case ${COMP_WORDS[1]} in
	help)
		mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		options=$("${COMP_WORDS[0]}" "${COMP_WORDS[1]}" --help 2>/dev/null |
			sed -n 's/^  \(--[a-z-]*=\{0,1\}\).*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
		return
	fi
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

complete -F _vgicsim vgicsim
