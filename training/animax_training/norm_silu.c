#include <stdint.h>
#include <stddef.h>
#include <math.h>
#include <string.h>
#include <immintrin.h>
/* Norm over channels (x/|x| sqrt(C) gamma) then SiLU, bf16 [P, C] rows, C multiple of 16 */
static inline __m512 ld(const uint16_t*p){ return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const void*)p)),16)); }
static inline void st(uint16_t*p,__m512 v){ _mm256_storeu_si256((void*)p,(__m256i)_mm512_cvtneps_pbh(v)); }
static inline __m512 ex(__m512 x){ /* exp, |x|<87 */
 x=_mm512_min_ps(_mm512_max_ps(x,_mm512_set1_ps(-87.f)),_mm512_set1_ps(87.f));
 __m512 t=_mm512_mul_ps(x,_mm512_set1_ps(1.44269504f)); __m512 n=_mm512_roundscale_ps(t,8); __m512 f=_mm512_sub_ps(t,n);
 __m512 p=_mm512_set1_ps(1.3333558e-3f);
 p=_mm512_fmadd_ps(p,f,_mm512_set1_ps(9.6181291e-3f));p=_mm512_fmadd_ps(p,f,_mm512_set1_ps(5.5504109e-2f));
 p=_mm512_fmadd_ps(p,f,_mm512_set1_ps(2.4022651e-1f));p=_mm512_fmadd_ps(p,f,_mm512_set1_ps(6.9314718e-1f));p=_mm512_fmadd_ps(p,f,_mm512_set1_ps(1.f));
 return _mm512_scalef_ps(p,n);}
static inline __m512 sig(__m512 z){ return _mm512_div_ps(_mm512_set1_ps(1.f),_mm512_add_ps(_mm512_set1_ps(1.f),ex(_mm512_sub_ps(_mm512_setzero_ps(),z)))); }
void ns_fwd(const uint16_t*x,const float*g,uint16_t*y,size_t P,int C){
 float rc=sqrtf((float)C);
 for(size_t p=0;p<P;p++,x+=C,y+=C){ __m512 s=_mm512_setzero_ps();
  for(int c=0;c<C;c+=16){__m512 v=ld(x+c); s=_mm512_fmadd_ps(v,v,s);}
  float l=sqrtf(_mm512_reduce_add_ps(s)); float r=rc/(l>1e-12f?l:1e-12f); __m512 R=_mm512_set1_ps(r);
  for(int c=0;c<C;c+=16){__m512 z=_mm512_mul_ps(_mm512_mul_ps(ld(x+c),R),_mm512_loadu_ps(g+c)); st(y+c,_mm512_mul_ps(z,sig(z)));} } }
void ns_bwd(const uint16_t*x,const float*g,const uint16_t*dy,uint16_t*dx,float*dg,size_t P,int C){
 float rc=sqrtf((float)C); float acc[1024]; memset(acc,0,sizeof acc); __m512 one=_mm512_set1_ps(1.f);
 for(size_t p=0;p<P;p++,x+=C,dy+=C,dx+=C){ __m512 s=_mm512_setzero_ps();
  for(int c=0;c<C;c+=16){__m512 v=ld(x+c); s=_mm512_fmadd_ps(v,v,s);}
  float l2=_mm512_reduce_add_ps(s); if(l2<1e-24f) l2=1e-24f; float r=rc/sqrtf(l2); __m512 R=_mm512_set1_ps(r);
  __m512 dot=_mm512_setzero_ps(); float tmp[1024];
  for(int c=0;c<C;c+=16){__m512 v=ld(x+c),G=_mm512_loadu_ps(g+c),n=_mm512_mul_ps(v,R),z=_mm512_mul_ps(n,G),q=sig(z);
   __m512 dz=_mm512_mul_ps(ld(dy+c),_mm512_mul_ps(q,_mm512_fmadd_ps(z,_mm512_sub_ps(one,q),one)));
   _mm512_storeu_ps(acc+c,_mm512_fmadd_ps(dz,n,_mm512_loadu_ps(acc+c)));
   __m512 dn=_mm512_mul_ps(dz,G); _mm512_storeu_ps(tmp+c,dn); dot=_mm512_fmadd_ps(dn,v,dot);}
  __m512 K=_mm512_set1_ps(_mm512_reduce_add_ps(dot)/l2);
  for(int c=0;c<C;c+=16) st(dx+c,_mm512_mul_ps(R,_mm512_fnmadd_ps(K,ld(x+c),_mm512_loadu_ps(tmp+c)))); }
 for(int c=0;c<C;c++) dg[c]+=acc[c]; }
