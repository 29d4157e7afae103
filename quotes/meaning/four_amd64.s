#include "textflag.h"

// func fourWide(w, a, b, c, d *float32, n int, sums *[4]float32)
TEXT ·fourWide(SB), NOSPLIT, $0-56
	MOVQ w+0(FP), DI
	MOVQ a+8(FP), SI
	MOVQ b+16(FP), BX
	MOVQ c+24(FP), CX
	MOVQ d+32(FP), R8
	MOVQ n+40(FP), R9
	MOVQ sums+48(FP), R10
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	XORQ AX, AX

loop:
	CMPQ AX, R9
	JGE  done
	VMOVUPS (DI)(AX*4), Y4
	VFMADD231PS (SI)(AX*4), Y4, Y0
	VFMADD231PS (BX)(AX*4), Y4, Y1
	VFMADD231PS (CX)(AX*4), Y4, Y2
	VFMADD231PS (R8)(AX*4), Y4, Y3
	ADDQ $8, AX
	JMP  loop

done:
	// Each register holds eight parts of one sum: they are added to neighbours twice, then half to half.
	VHADDPS Y1, Y0, Y0
	VHADDPS Y3, Y2, Y2
	VHADDPS Y2, Y0, Y0
	VEXTRACTF128 $1, Y0, X1
	VADDPS X1, X0, X0
	VMOVUPS X0, (R10)
	VZEROUPPER
	RET
